package main

import (
	"errors"
	"testing"

	"hesuan/ingest"
	"hesuan/olap"
)

// A difference that the stream closes by itself is none; one that stays is told, after some looks and not for ever.
func TestADifferenceIsLookedAtAgain(t *testing.T) {
	broken := errors.New("ClickHouse is away")
	for _, c := range []struct {
		name              string
		closes, took, has int // the look at which it closes, 0 for never; looks taken, differences told
		err               error
	}{{"closes", 2, 2, 0, nil}, {"none", 1, 1, 0, nil}, {"stays", 0, looks, 1, nil}, {"away", 1, 1, 0, broken}} {
		took := 0
		report, err := settled(func() (*ingest.Report, error) {
			took++
			if took == c.closes {
				return &ingest.Report{}, c.err
			}
			return &ingest.Report{Findings: []olap.Finding{{Table: "sales_day"}}}, nil
		})
		if !errors.Is(err, c.err) || took != c.took {
			t.Errorf("%s: %d looks, %v", c.name, took, err)
		}
		if err == nil {
			if left, _ := report.Differences(); left != uint64(c.has) {
				t.Errorf("%s: %d differences", c.name, left)
			}
		}
	}
}
