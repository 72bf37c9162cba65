package money

import (
	"strings"

	"hesuan/internal/fixed"
)

const figures = "零壹贰叁肆伍陆柒捌玖"

// Capital writes an amount of yuan in the capital figures of vouchers and cheques (大写金额), rounded to the fen:
// 1002.50 is 壹仟零贰元伍角整. 整 closes what ends at 元 or 角 and does not follow 分 (会计基础工作规范).
func Capital(a fixed.Amount) string {
	a = a.Round(2)
	if a == 0 {
		return "零元整"
	}
	var b strings.Builder
	n := int64(a / 100) // in fen
	if n < 0 {
		b.WriteString("负")
		n = -n
	}
	yuan, jiao, fen := n/100, n/10%10, n%10
	if yuan > 0 {
		b.WriteString(capitalWhole(yuan) + "元")
	}
	switch {
	case jiao > 0:
		b.WriteString(figure(jiao) + "角")
	case yuan > 0 && fen > 0:
		b.WriteString("零")
	}
	if fen > 0 {
		b.WriteString(figure(fen) + "分")
	} else {
		b.WriteString("整")
	}
	return b.String()
}

// capitalWhole writes a positive number in groups of four digits: 万, 亿, 万亿. A group that lacks its
// thousands, or whole groups left out, are read as one 零.
func capitalWhole(n int64) string {
	groups := []int64{n % 1e4, n / 1e4 % 1e4, n / 1e8 % 1e4, n / 1e12}
	units := []string{"", "万", "亿", "万"}
	var b strings.Builder
	for i := len(groups) - 1; i >= 0; i-- {
		g := groups[i]
		if g == 0 {
			if i == 2 && groups[3] > 0 {
				b.WriteString("亿") // 壹万亿: the 亿 is said even where its own group is empty
			}
			continue
		}
		if b.Len() > 0 && (g < 1000 || groups[i+1] == 0) {
			b.WriteString("零")
		}
		b.WriteString(capitalGroup(g) + units[i])
	}
	return b.String()
}

// capitalGroup writes 1 to 9999 without leading 零.
func capitalGroup(g int64) string {
	var b strings.Builder
	gap := false
	for i, unit := range []string{"仟", "佰", "拾", ""} {
		digit := g / []int64{1000, 100, 10, 1}[i] % 10
		if digit == 0 {
			gap = b.Len() > 0
			continue
		}
		if gap {
			b.WriteString("零")
			gap = false
		}
		b.WriteString(figure(digit) + unit)
	}
	return b.String()
}

func figure(d int64) string { return string([]rune(figures)[d]) }
