package number

import (
	"context"
	"fmt"
	"time"

	"hesuan/internal/pg"
)

// Roll hands out the numbers of a type of document to a writer of many, who dates them: some hundred are taken at once, and those that
// are left over are holes.
type Roll struct {
	docType, prefix string
	taken           []int64
}

// NewRoll begins a roll.
func NewRoll(docType, prefix string) *Roll { return &Roll{docType: docType, prefix: prefix} }

// Next is the number of a document of a time, SO-20251111-000042.
func (r *Roll) Next(ctx context.Context, tx *pg.Tx, at time.Time) (number string, err error) {
	if len(r.taken) == 0 {
		if r.taken, err = Take(ctx, tx, r.docType, 500); err != nil {
			return "", err
		}
	}
	n := r.taken[0]
	r.taken = r.taken[1:]
	return fmt.Sprintf("%s-%s-%06d", r.prefix, at.In(tx.Zone).Format("20060102"), n), nil
}
