package olap

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"hesuan/internal/event"
)

// A fact's view watches a feed of its own, a table that keeps nothing, and not the event table: there each insert would run the views of
// all facts, and a view costs what a few hundred events do even when none is for it. Which types a feed is for stands in the feed's
// comment, so a sink of an older program feeds the facts of a newer one, too.
type feed struct {
	Name    string `ch:"name"`
	Comment string `ch:"comment"`
	UUID    string `ch:"uuid"` // another one when the fact was made anew
}

func (f *Fact) feed() string { return f.Name + "_feed" }

// feeding are the statements that make a feed with its view. It gets its comment, and with it its events, when the view is watching.
func (f *Fact) feeding() []string {
	rows := strings.Replace(f.rows(), "from event\n", "from "+f.feed()+"\n", 1)
	return []string{
		fmt.Sprintf("create table %s as event engine = Null", f.feed()),
		fmt.Sprintf("create materialized view %s to %s as %s", f.view(), f.Name, rows),
		fmt.Sprintf("alter table %s modify comment '%s'", f.feed(), strings.Join(f.Types, " ")),
	}
}

// starving are the statements that remove a fact with its view and feed.
func starving(fact string) []string {
	var drops []string
	for _, name := range []string{fact + "_feed", fact + "_view", fact} {
		drops = append(drops, "drop table if exists "+name+" sync")
	}
	return drops
}

// takes tells whether a feed is for events of a type.
func (f feed) takes(kind string) bool { return slices.Contains(strings.Fields(f.Comment), kind) }

// feeds are those that there are now.
func (w *Warehouse) feeds(ctx context.Context) (all []feed, err error) {
	return all, w.DB.Select(ctx, &all, `select name, comment, toString(uuid) as uuid from system.tables
		where database = currentDatabase() and engine = 'Null' and comment != '' order by name`)
}

// Insert puts events into the facts and into the event table. When it returns they can be read.
//
// Facts come first: an event that no view can read must not stand in the event table, or the facts could not be computed from it. A
// fact that is made meanwhile is filled from the event table, so those feeds that have appeared since are fed again.
func (w *Warehouse) Insert(ctx context.Context, epoch uint64, records []*event.Record) (Touched, error) {
	touched, err := touch(records)
	if err != nil {
		return nil, err
	}
	known, err := w.known(ctx)
	for err == nil {
		if err = w.feedAll(ctx, known, epoch, records); err != nil {
			break
		}
		now, err := w.feeds(ctx)
		if err != nil {
			return nil, err
		}
		if slices.Equal(now, known) {
			return touched, nil
		}
		known = now
		w.fed.Store(&now)
	}
	w.fed.Store(nil) // a feed may have gone
	return nil, err
}

// known are the feeds as they were after the last insert.
func (w *Warehouse) known(ctx context.Context) ([]feed, error) {
	if known := w.fed.Load(); known != nil {
		return *known, nil
	}
	now, err := w.feeds(ctx)
	if err == nil {
		w.fed.Store(&now)
	}
	return now, err
}

func (w *Warehouse) feedAll(ctx context.Context, feeds []feed, epoch uint64, records []*event.Record) error {
	for _, f := range feeds {
		some := make([]*event.Record, 0, len(records))
		for _, r := range records {
			if f.takes(r.Type) {
				some = append(some, r)
			}
		}
		if len(some) == 0 {
			continue
		}
		if err := w.write(ctx, f.Name, epoch, some); err != nil {
			return err
		}
	}
	return w.write(ctx, "event", epoch, records)
}
