package olap

import (
	"errors"
	"slices"

	"hesuan/internal/ch"
)

// unfit are the codes with which ClickHouse refuses a value rather than a statement: what cannot be parsed, is out of range or
// overflows. Codes that a mistake in a view gives as well (a type that does not match) are not among them: then the stream waits.
var unfit = []int{6, 26, 27, 38, 41, 69, 72, 117, 321, 349, 376, 407, 543}

// Unfit tells that an insert failed because of what a row holds: trying again is of no use, leaving the row out is.
func Unfit(err error) bool {
	var refused unfitError
	return errors.As(err, &refused) || err != nil && slices.Contains(unfit, ch.Code(err))
}

// unfitError is a value that the driver cannot write into its column.
type unfitError struct{ error }

func (e unfitError) Unwrap() error { return e.error }
