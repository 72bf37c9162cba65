package fixed

import (
	"database/sql/driver"
	"fmt"
)

// Amount is money in 1/10000 of the currency's unit; the currency stands on the document.
type Amount int64

// ParseAmount reads a decimal text; errors are ErrSyntax, ErrDigits or ErrRange.
func ParseAmount(s string) (Amount, error) {
	n, err := parse(s)
	return Amount(n), err
}

// Yuan is n whole units of the currency.
func Yuan(n int64) Amount { return Amount(n * Scale) }

// String is the shortest exact decimal.
func (a Amount) String() string { return format(int64(a)) }

// Times is the price a for q units, rounded to four decimals.
func (a Amount) Times(q Qty) (Amount, error) {
	n, err := mulDiv(int64(a), int64(q), Scale)
	if err == nil && (n >= limit || n <= -limit) {
		err = ErrRange
	}
	return Amount(n), err
}

// Per is the price of one unit when q units cost a, rounded to four decimals.
func (a Amount) Per(q Qty) (Amount, error) {
	n, err := ratio(int64(a), Scale, int64(q))
	return Amount(n), err
}

// Part is a·num/den, rounded to four decimals: a share of a cost, a tax within a gross price.
func (a Amount) Part(num, den int64) (Amount, error) {
	n, err := ratio(int64(a), num, den)
	return Amount(n), err
}

// Round keeps the given number of decimals (0 to 4), half away from zero.
func (a Amount) Round(decimals int) Amount { return Amount(round(int64(a), decimals)) }

// Float is for charts and forecasts only.
func (a Amount) Float() float64 { return float64(a) / Scale }

// MarshalText writes the decimal, so JSON carries a string and loses no digit.
func (a Amount) MarshalText() ([]byte, error) { return []byte(format(int64(a))), nil }

// UnmarshalText reads a decimal.
func (a *Amount) UnmarshalText(b []byte) error {
	n, err := parse(string(b))
	*a = Amount(n)
	return err
}

// UnmarshalJSON takes "12.5" and, for callers that write numbers, 12.5.
func (a *Amount) UnmarshalJSON(b []byte) error { return a.UnmarshalText(unquote(b)) }

// Scan reads what database/sql drivers give for a decimal column.
func (a *Amount) Scan(src any) error {
	n, err := scan(src)
	*a = Amount(n)
	return err
}

// Value gives the decimal text to a database/sql driver.
func (a Amount) Value() (driver.Value, error) { return format(int64(a)), nil }

func scan(src any) (int64, error) {
	switch v := src.(type) {
	case string:
		return parse(v)
	case []byte:
		return parse(string(v))
	case fmt.Stringer:
		return parse(v.String())
	case nil:
		return 0, nil
	}
	return 0, fmt.Errorf("%T: %w", src, ErrSyntax)
}

func unquote(b []byte) []byte {
	if len(b) >= 2 && b[0] == '"' && b[len(b)-1] == '"' {
		return b[1 : len(b)-1]
	}
	return b
}
