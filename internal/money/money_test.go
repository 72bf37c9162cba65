package money

import (
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"hesuan/internal/fixed"
)

func amount(s string) fixed.Amount {
	a, err := fixed.ParseAmount(s)
	if err != nil {
		panic(err)
	}
	return a
}

// FIN-07 in part: the golden values of the tax office's arithmetic.
func TestSplitTakesTheTaxOutOfTheGross(t *testing.T) {
	for _, c := range []struct{ gross, rate, net, tax string }{
		{"113", "0.13", "100", "13"}, {"99.9", "0.13", "88.41", "11.49"}, {"59", "0.13", "52.21", "6.79"},
		{"1", "0.13", "0.88", "0.12"}, {"109", "0.09", "100", "9"}, {"101", "0.01", "100", "1"},
		{"-99.9", "0.13", "-88.41", "-11.49"}, {"50", "0", "50", "0"}, {"0", "0.13", "0", "0"},
	} {
		net, tax, err := Split(amount(c.gross), amount(c.rate), 2)
		if err != nil || net.String() != c.net || tax.String() != c.tax {
			t.Errorf("%s at %s: %s + %s, %v; want %s + %s", c.gross, c.rate, net, tax, err, c.net, c.tax)
		}
	}
	if tax, err := Tax(amount("88.41"), amount("0.13"), 2); err != nil || tax.String() != "11.49" {
		t.Errorf("on top: %s, %v", tax, err)
	}
}

// Rounding happens once, from the exact quotient.
func TestSplitRoundsOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		gross := rapid.Int64Range(-1e12, 1e12).Draw(t, "gross")
		rate := rapid.SampledFrom([]int64{0, 100, 300, 600, 900, 1300}).Draw(t, "rate")
		net, tax, err := Split(fixed.Amount(gross), fixed.Amount(rate), 2)
		exact := big.NewRat(gross, fixed.Scale)
		exact.Mul(exact, big.NewRat(rate, fixed.Scale+rate))
		if want := exact.FloatString(2); err != nil || net+tax != fixed.Amount(gross) || tax != amount(want) {
			t.Fatalf("%d at %d: %s + %s, %v; want %s", gross, rate, net, tax, err, want)
		}
	})
}

// FIN-11: the parts sum to the whole, none exceeds it, and the residue lies with the largest weight.
func TestAllocateLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		whole := fixed.Amount(rapid.Int64Range(-1e15, 1e15).Draw(t, "whole"))
		weights := rapid.SliceOfN(rapid.Int64Range(0, 1e15), 1, 30).Draw(t, "weights")
		decimals := rapid.IntRange(0, 4).Draw(t, "decimals")
		list := make([]fixed.Amount, len(weights))
		largest := 0
		for i, w := range weights {
			list[i] = fixed.Amount(w)
			if w > weights[largest] {
				largest = i
			}
		}
		var sum fixed.Amount
		for i, part := range Allocate(whole, list, decimals) {
			sum += part
			if i != largest && part != part.Round(decimals) {
				t.Errorf("part %d is %s", i, part)
			}
			if part != 0 && part < 0 != (whole < 0) || list[i] == 0 && part != 0 && i != largest {
				t.Errorf("part %d of %s is %s for weight %s", i, whole, part, list[i])
			}
		}
		if sum != whole {
			t.Fatalf("%s became %s", whole, sum)
		}
	})
	thirds := Allocate(fixed.Yuan(100), []fixed.Amount{1, 1, 1}, 2)
	if thirds[0].String() != "33.34" || thirds[1].String() != "33.33" || thirds[2].String() != "33.33" {
		t.Errorf("%v", thirds)
	}
}

func TestCapital(t *testing.T) {
	for in, want := range map[string]string{
		"0": "零元整", "0.1": "壹角整", "0.05": "伍分", "1": "壹元整", "10": "壹拾元整", "1.05": "壹元零伍分", "123.45": "壹佰贰拾叁元肆角伍分",
		"1002.5": "壹仟零贰元伍角整", "10000": "壹万元整", "10005": "壹万零伍元整", "100500": "壹拾万零伍佰元整", "1000000": "壹佰万元整",
		"100000000": "壹亿元整", "100000001": "壹亿零壹元整", "123456789.01": "壹亿贰仟叁佰肆拾伍万陆仟柒佰捌拾玖元零壹分",
		"1000000000000": "壹万亿元整", "1000000010000": "壹万亿零壹万元整", "1000100000000": "壹万零壹亿元整",
		"20030004": "贰仟零叁万零肆元整", "-7.8": "负柒元捌角整", "0.004": "零元整", "99.999": "壹佰元整",
	} {
		if got := Capital(amount(in)); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

// Reading the capital figures back gives the amount.
func TestCapitalSaysTheAmount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fen := rapid.Int64Range(0, 99_999_999_999_999_99).Draw(t, "fen")
		text := Capital(fixed.Amount(fen * 100))
		if got := spoken(text); got != fen || strings.Contains(text, "零零") {
			t.Fatalf("%d is written %s and read %d", fen, text, got)
		}
	})
}

// spoken reads capital figures in fen.
func spoken(text string) int64 {
	units := map[rune]int64{'拾': 10, '佰': 100, '仟': 1000}
	var fen, whole, group, digit int64
	for _, c := range text {
		if i := strings.IndexRune(figures, c); i >= 0 {
			digit = int64(i / len("零"))
			continue
		}
		switch c {
		case '拾', '佰', '仟':
			group += digit * units[c]
		case '万':
			whole += (group + digit) * 1e4
			group = 0
		case '亿':
			whole = (whole + group + digit) * 1e8
			group = 0
		case '元':
			fen, group = (whole+group+digit)*100, 0
		case '角':
			fen += digit * 10
		case '分':
			fen += digit
		}
		digit = 0
	}
	return fen
}

func TestFormat(t *testing.T) {
	for _, c := range []struct{ in, currency, want string }{
		{"1234567.5", "CNY", "¥1,234,567.50"}, {"-3", "GBP", "−£3.00"}, {"0", "USD", "$0.00"}, {"999", "JPY", "JP¥999"},
		{"12.3456", "CNY", "¥12.3456"}, {"1000", "KWD", "KWD 1,000.000"}, {"100000", "EUR", "€100,000.00"},
	} {
		if got := WithSymbol(amount(c.in), c.currency); got != c.want {
			t.Errorf("%s: %s, want %s", c.in, got, c.want)
		}
	}
}
