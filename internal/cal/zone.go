package cal

import (
	"errors"
	"time"
	_ "time/tzdata" // a warehouse's small machine may carry no zone files
)

// ErrSyntax says that a text is no date.
var ErrSyntax = errors.New("not a date")

// Shanghai is the zone of the first companies, and the one a new company gets.
var Shanghai = mustZone("Asia/Shanghai")

func mustZone(name string) *time.Location {
	zone, err := time.LoadLocation(name)
	if err != nil {
		panic(err)
	}
	return zone
}
