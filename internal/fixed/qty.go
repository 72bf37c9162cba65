package fixed

import "database/sql/driver"

// Qty is a quantity in 1/10000 of the SKU's unit.
type Qty int64

// Units is n whole units.
func Units(n int64) Qty { return Qty(n * Scale) }

// ParseQty reads a decimal text; errors are ErrSyntax, ErrDigits or ErrRange.
func ParseQty(s string) (Qty, error) {
	n, err := parse(s)
	return Qty(n), err
}

// String is the shortest exact decimal.
func (q Qty) String() string { return format(int64(q)) }

// Round keeps the given number of decimals (0 to 4), half away from zero.
func (q Qty) Round(decimals int) Qty { return Qty(round(int64(q), decimals)) }

// Float is for charts and forecasts only.
func (q Qty) Float() float64 { return float64(q) / Scale }

// MarshalText writes the decimal, so JSON carries a string and loses no digit.
func (q Qty) MarshalText() ([]byte, error) { return []byte(format(int64(q))), nil }

// UnmarshalText reads a decimal.
func (q *Qty) UnmarshalText(b []byte) error {
	n, err := parse(string(b))
	*q = Qty(n)
	return err
}

// UnmarshalJSON takes "12.5" and, for callers that write numbers, 12.5.
func (q *Qty) UnmarshalJSON(b []byte) error { return q.UnmarshalText(unquote(b)) }

// Scan reads what database/sql drivers give for a decimal column.
func (q *Qty) Scan(src any) error {
	n, err := scan(src)
	*q = Qty(n)
	return err
}

// Value gives the decimal text to a database/sql driver.
func (q Qty) Value() (driver.Value, error) { return format(int64(q)), nil }
