package dashboards

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"hesuan/internal/actor"
	"hesuan/internal/cal"
	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/olap"
)

// mostWatched bounds the values of a dim that one alert watches.
const mostWatched = 200

// alertPatience ends the wait for one alert; the others are still looked at.
const alertPatience = 10 * time.Second

// Watch looks at every alert once, and keeps what has crossed its line. While the engine is away nothing has. They are looked at in another
// order each time, so that a round that is cut short does not always leave out the same people's.
func (w *Wall) Watch(ctx context.Context, db *pg.DB) error {
	var alerts []*Alert
	err := db.View(ctx, func(tx *pg.Tx) (err error) {
		if alerts, err = w.Alerts.Select(ctx, tx, "where not t.archived and not t.muted order by t.owner, t.id"); err != nil || w.Owner == nil {
			return err
		}
		alerts, err = w.watchable(ctx, tx, alerts)
		return err
	})
	rand.Shuffle(len(alerts), func(i, j int) { alerts[i], alerts[j] = alerts[j], alerts[i] })
	errs := []error{err}
	for _, a := range alerts {
		values, err := w.measure(ctx, a)
		if away(err) {
			break
		}
		if err == nil {
			err = w.keep(ctx, db, a, values)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("alert %s: %w", a.ID, err))
		}
	}
	return errors.Join(errs...)
}

// watchable are the alerts whose owners are still here and may still see the metric, each within what its owner sees today.
func (w *Wall) watchable(ctx context.Context, tx *pg.Tx, alerts []*Alert) (some []*Alert, err error) {
	var who actor.Actor
	var last ref.User
	for _, a := range alerts {
		if a.Owner != last {
			last = a.Owner
			if who, err = w.Owner(ctx, tx, last); err != nil && fault.KindOf(err) != fault.Forbidden {
				return nil, err
			}
		}
		if m, err := olap.MetricOf(a.Metric); err == nil && mayWatch(who, m) {
			some = append(some, w.within(a, who))
		}
	}
	return some, nil
}

// within is an alert in the sight of a person.
func (w *Wall) within(a *Alert, who actor.Actor) *Alert {
	if w.Scope != nil {
		sight := w.Scope(who)
		a.Scope = &sight
	}
	return a
}

// keep writes what changed, as one version of the alert and one event.
func (w *Wall) keep(ctx context.Context, db *pg.DB, seen *Alert, values []Fired) error {
	if _, crossed, back := seen.crossed(values, w.Clock()); !crossed && !back {
		return nil
	}
	return db.Do(ctx, func(tx *pg.Tx) error {
		old, err := w.Alerts.Lock(ctx, tx, id.ID(seen.ID))
		if err != nil || old.Version != seen.Version {
			return err // somebody changed it: the next look is at what it is now
		}
		a := w.Alerts.Clone(old)
		var crossed bool
		if a.Fired, crossed, _ = old.crossed(values, tx.Now); crossed {
			a.Seen = nil
			return w.Alerts.Save(ctx, tx, a, old, "fire")
		}
		return w.Alerts.Save(ctx, tx, a, old, "clear")
	})
}

// measure reads what an alert watches, now, unless that takes too long.
func (w *Wall) measure(ctx context.Context, a *Alert) ([]Fired, error) {
	m, err := olap.MetricOf(a.Metric)
	if err != nil {
		return nil, err
	}
	q := olap.Query{Metrics: []string{a.Metric}, Filters: a.Filters, Lang: "zh", Zone: w.Zone.String(), Limit: mostWatched, Up: a.Op == Below}
	q.From, q.To = a.days(w.today(), m)
	if a.Scope != nil {
		q.Scope = *a.Scope
	}
	if a.By != "" {
		q.By = []string{a.By}
	}
	short, cancel := context.WithTimeout(ctx, w.patience)
	defer cancel()
	result, err := w.Warehouse.Run(short, q)
	if err != nil && short.Err() != nil && ctx.Err() == nil {
		return nil, fmt.Errorf("no answer within %s", w.patience) // this question is slow, the engine is not away
	}
	if err != nil {
		return nil, err
	}
	var values []Fired
	for _, row := range result.Rows {
		v := Fired{Value: row.Values[0].Float}
		if len(row.By) > 0 {
			v.Key, v.Label = row.By[0].Key, row.By[0].Label
		}
		if row.Values[0].Valid {
			values = append(values, v)
		}
	}
	return values, nil
}

// days are those that an alert looks at. What may not fall below a line is told of whole days, weeks, months only: one that has just begun
// is always below. What may not rise above it is told as soon as it does.
func (a *Alert) days(today cal.Date, m *olap.Metric) (from, to cal.Date) {
	grain := olap.Query{Grain: olap.Grain(a.Span)}
	from, to = grain.StepOf(today), today
	if a.Op == Below && !m.Now {
		to = from.Add(-1)
		from = grain.StepOf(to)
	}
	return from, to
}
