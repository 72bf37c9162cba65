package event

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"hesuan/internal/cal"
	"hesuan/internal/id"
)

// Instant is how a timestamptz is written in a session whose time zone is UTC and date style ISO.
const instant = "2006-01-02 15:04:05.999999-07"

// Parse reads a row of core.event from the texts of its columns, as logical replication gives them; nil is null. Columns that
// a later version added are passed over.
func Parse(columns []string, values [][]byte) (*Record, error) {
	r := &Record{}
	for i, name := range columns {
		if values[i] == nil {
			continue
		}
		if err := r.set(name, values[i]); err != nil {
			return nil, fmt.Errorf("column %s: %w", name, err)
		}
	}
	return r, nil
}

func (r *Record) set(column string, value []byte) (err error) {
	text := func() string { return string(value) }
	switch column {
	case "seq":
		r.Seq, err = strconv.ParseUint(text(), 10, 64)
	case "xid":
		r.Xid, err = strconv.ParseUint(text(), 10, 64)
	case "version":
		r.Version, err = strconv.ParseUint(text(), 10, 64)
	case "schema":
		var n uint64
		n, err = strconv.ParseUint(text(), 10, 16)
		r.Schema = uint16(n)
	case "id":
		r.ID, err = id.Parse[any](text())
	case "actor":
		r.Actor, err = id.Parse[any](text())
	case "doc":
		r.Doc, err = id.Parse[any](text())
	case "cause":
		r.Cause, err = id.Parse[any](text())
	case "recorded":
		r.Recorded, err = parseInstant(text())
	case "at":
		r.At, err = parseInstant(text())
	case "kind":
		r.Kind = text()
	case "type":
		r.Type = text()
	case "day":
		var day cal.Date
		day, err = cal.Parse(text())
		r.Day = &day
	case "gone":
		r.Gone, err = parseInts(text())
	case "trace":
		r.Trace = text()
	case "body":
		r.Body = value
	}
	return err
}

func parseInstant(text string) (time.Time, error) {
	t, err := time.Parse(instant, text)
	return t.UTC(), err
}

// parseInts reads {1,2}.
func parseInts(text string) ([]int32, error) {
	text = strings.Trim(text, "{}")
	if text == "" {
		return nil, nil
	}
	var all []int32
	for _, part := range strings.Split(text, ",") {
		n, err := strconv.ParseInt(part, 10, 32)
		if err != nil {
			return nil, err
		}
		all = append(all, int32(n))
	}
	return all, nil
}
