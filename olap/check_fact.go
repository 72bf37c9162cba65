package olap

import (
	"context"
	"fmt"
	"strings"

	"hesuan/internal/cal"
)

// compareFact compares some days, or all.
func (w *Warehouse) compareFact(ctx context.Context, f *Fact, days []cal.Date) ([]Finding, error) {
	if f.undated() {
		return w.comparePart(ctx, f, "", "")
	}
	if days != nil {
		list := dayList(days)
		return w.comparePart(ctx, f, " and day in "+list, " and day in "+list)
	}
	spans, err := w.spans(ctx, f)
	if err != nil {
		return nil, err
	}
	var findings []Finding
	for _, s := range spans {
		within := fmt.Sprintf(" and day between '%s' and '%s'", s[0], s[1])
		found, err := w.comparePart(ctx, f, within, within)
		if err != nil {
			return nil, err
		}
		findings = append(findings, found...)
	}
	return findings, nil
}

// eventsAtOnce bounds the events that one comparison unfolds, and with them its memory. Each span reads all bodies of the type,
// so few wide spans are better than many narrow ones.
const eventsAtOnce = 50_000

// spans are first and last days of runs of months that together hold about eventsAtOnce events.
func (w *Warehouse) spans(ctx context.Context, f *Fact) ([][2]cal.Date, error) {
	rows, err := w.DB.Query(ctx, fmt.Sprintf(`select month, sum(n) from (
			select toStartOfMonth(assumeNotNull(day)) as month, count() as n from event where type in %s and day is not null group by month
			union all select distinct toStartOfMonth(day), 0 from %s
		) group by month order by month`, f.types(), f.Name))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var spans [][2]cal.Date
	var held uint64
	for rows.Next() {
		var month cal.Date
		var events uint64
		if err := rows.Scan(&month, &events); err != nil {
			return nil, err
		}
		if last := len(spans) - 1; last >= 0 && held+events <= eventsAtOnce {
			spans[last][1] = next(Month, month) - 1
			held += events
			continue
		}
		spans, held = append(spans, [2]cal.Date{month, next(Month, month) - 1}), events
	}
	return spans, rows.Err()
}

func (w *Warehouse) comparePart(ctx context.Context, f *Fact, events, rows string) ([]Finding, error) {
	key, alive, day := strings.Join(f.key(), ", "), " where is_deleted = 0", "day"
	if f.Name == "name" {
		alive, day = "", "toDate(0)"
	}
	recomputed := fmt.Sprintf("select * from (%s) order by %s, rank desc limit 1 by %s", f.rowsOf("type in "+f.types()+events), key, key)
	hashed := "select " + day + " as at, toString(count()), toString(sum(toUInt128(cityHash64(*)))) from "
	expected, err := w.sums(ctx, fmt.Sprintf("%s(select * from (%s)%s) group by at%s", hashed, recomputed, alive, unfolding))
	if err != nil {
		return nil, err
	}
	found, err := w.sums(ctx, fmt.Sprintf("%s%s final where true%s group by at", hashed, f.Name, rows))
	return differences(f.Name, "facts", expected, found), err
}

func (w *Warehouse) sums(ctx context.Context, sql string, args ...any) (map[cal.Date]sum, error) {
	rows, err := w.DB.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	sums := map[cal.Date]sum{}
	for rows.Next() {
		var day cal.Date
		var s sum
		if err := rows.Scan(&day, &s.rows, &s.hash); err != nil {
			return nil, err
		}
		sums[day] = s
	}
	return sums, rows.Err()
}

// repairFact removes rows that no event of that version explains, and inserts what the events give. Rows of the right version
// and wrong content are replaced by that, too.
func (w *Warehouse) repairFact(ctx context.Context, f *Fact, days []cal.Date) error {
	within := " and day in " + dayList(days)
	if f.undated() {
		within = ""
	}
	explained := fmt.Sprintf("select doc, bitShiftLeft(epoch, 32) + version from event where type in %s", f.types())
	remove := fmt.Sprintf("alter table %s delete where (doc, rank) not in (%s)%s settings mutations_sync = 1", f.Name, explained, within)
	if err := w.DB.Exec(ctx, remove); err != nil {
		return err
	}
	return w.DB.Exec(ctx, "insert into "+f.Name+" "+f.rowsOf("type in "+f.types()+within)+unfolding)
}
