// Package fixed holds the exact numbers of the house: money and quantities with
// four decimals, stored as an int64 count of 1/10000.
//
// The same value is numeric(18,4) in Postgres, Decimal(18,4) in ClickHouse and a
// string in JSON, so the stores agree to the last digit. Amount and Qty
// are different types because a price times a quantity is money and money plus a
// quantity is nonsense. Values lie strictly within ±10^14 units, the range of numeric(18,4).
//
// Rounding is half away from zero, the rule of Chinese invoices and of Postgres'
// round(numeric). Operations that can leave the range saturate into an error the
// caller must handle (Mul, Div, Sum); plain + and - are safe for sums of fewer
// than 900 values at the edge of the range and are used where the inputs were parsed
// within it.
package fixed
