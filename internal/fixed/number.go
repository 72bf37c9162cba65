package fixed

import (
	"errors"
	"math/big"
	"strconv"
	"strings"
)

// Scale is the number of parts of one unit: four decimals.
const Scale = 10_000

// limit is the first magnitude that numeric(18,4) cannot hold.
const limit = 1_000_000_000_000_000_000

// ErrRange says that a number does not fit 18 digits, ErrSyntax that a text is no
// number, ErrDigits that it has more than four decimals.
var (
	ErrRange  = errors.New("number out of range")
	ErrSyntax = errors.New("not a number")
	ErrDigits = errors.New("more than four decimals")
)

// Number is what Amount and Qty share, for code that moves either of them.
type Number interface{ ~int64 }

// parse reads a decimal such as -1234.5, with an optional sign and at most four
// decimals (further zeros are harmless). Thousands separators are refused: a
// comma means different things to different people.
func parse(s string) (int64, error) {
	text := strings.TrimSpace(s)
	negative := strings.HasPrefix(text, "-")
	text = strings.TrimPrefix(strings.TrimPrefix(text, "-"), "+")
	whole, frac, _ := strings.Cut(text, ".")
	frac = strings.TrimRight(frac, "0")
	if whole == "" && !strings.Contains(text, ".") || text == "." {
		return 0, ErrSyntax
	}
	if len(frac) > 4 {
		if !digits(frac) || !digits(whole) {
			return 0, ErrSyntax
		}
		return 0, ErrDigits
	}
	var n int64
	for _, c := range whole + frac + "0000"[len(frac):] {
		if c < '0' || c > '9' {
			return 0, ErrSyntax
		}
		if n = n*10 + int64(c-'0'); n >= limit {
			return 0, ErrRange
		}
	}
	if negative {
		n = -n
	}
	return n, nil
}

func digits(s string) bool {
	return strings.Trim(s, "0123456789") == ""
}

// format writes the shortest exact decimal: 12.5, not 12.5000.
func format(n int64) string {
	buf := make([]byte, 0, 24)
	if n < 0 {
		buf = append(buf, '-')
	}
	u := magnitude(n)
	buf = strconv.AppendUint(buf, u/Scale, 10)
	frac := u % Scale
	if frac == 0 {
		return string(buf)
	}
	buf = append(buf, '.', byte('0'+frac/1000), byte('0'+frac/100%10), byte('0'+frac/10%10), byte('0'+frac%10))
	return strings.TrimRight(string(buf), "0")
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return uint64(-n)
	}
	return uint64(n)
}

// ratio is n*num/den rounded half away from zero.
func ratio(n, num, den int64) (int64, error) {
	if den == 0 {
		return 0, ErrRange
	}
	product := new(big.Int).Mul(big.NewInt(n), big.NewInt(num))
	negative := (product.Sign() < 0) != (den < 0)
	d := new(big.Int).Abs(big.NewInt(den))
	product.Abs(product).Lsh(product, 1).Add(product, d)
	quotient := product.Quo(product, d.Lsh(d, 1))
	if !quotient.IsInt64() || quotient.Int64() >= limit {
		return 0, ErrRange
	}
	if negative {
		return -quotient.Int64(), nil
	}
	return quotient.Int64(), nil
}

// mulDiv is ratio on machine words where the product fits, which is nearly always.
func mulDiv(n, num, den int64) (int64, error) {
	const small = 1 << 31
	if n > -small && n < small && num > -small && num < small && den > 0 {
		product := n * num
		half := den / 2
		if product < 0 {
			return -((-product + half) / den), nil
		}
		return (product + half) / den, nil
	}
	return ratio(n, num, den)
}

func round(n int64, decimals int) int64 {
	unit := int64(1)
	for d := decimals; d < 4; d++ {
		unit *= 10
	}
	rounded, _ := ratio(n, 1, unit)
	return rounded * unit
}
