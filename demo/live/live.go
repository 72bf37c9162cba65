package live

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/url"
	"time"

	"hesuan/demo"
	"hesuan/internal/cal"
)

// Live is the company's day.
type Live struct {
	World  *demo.World
	Client *Client
	Every  time.Duration // between two orders
	Zone   *time.Location
	Log    *slog.Logger
	Haste  float64 // how many times faster than usual an order is paid, approved and shipped; 0 is 1
	Back   float64 // share of the parcels of which something comes back; 0 is 0.035

	skus, channels, warehouses map[string]string // identifiers by code
	people                     [][]string        // identifiers of customers, by warehouse
	day                        cal.Date
	wanted                     []demo.Basket
	coming                     []errand
	placed, short              int
}

// errand is something that is to be done at a time.
type errand struct {
	at time.Time
	do func(ctx context.Context) error
}

// Run lives until ctx ends. A house that is away for a while is waited for.
func (l *Live) Run(ctx context.Context) error {
	if err := l.meet(ctx); err != nil {
		return err
	}
	l.Log.InfoContext(ctx, "the demo company is at work", "an order every", l.Every)
	next, said := time.Now(), time.Now()
	l.later(30*time.Second, l.receive)
	l.later(10*time.Second, l.clear)
	for {
		now := time.Now()
		if !now.Before(next) {
			l.try(ctx, l.place)
			next = now.Add(time.Duration((0.4 + 1.2*rand.Float64()) * float64(l.Every)))
		}
		l.errands(ctx, now)
		if now.Sub(said) > time.Minute {
			said = now
			l.Log.InfoContext(ctx, "the demo company", "placed", l.placed, "not there", l.short, "under way", len(l.coming))
		}
		wait := min(time.Until(next), 200*time.Millisecond)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(max(wait, time.Millisecond)):
		}
	}
}

// meet learns what the house calls the world's goods, and who its customers are.
func (l *Live) meet(ctx context.Context) (err error) {
	for path, codes := range map[string]*map[string]string{
		"/catalog/sku": &l.skus, "/catalog/channel": &l.channels, "/inventory/warehouse": &l.warehouses,
	} {
		rows, err := l.Client.list(ctx, path, url.Values{}, 100_000)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		*codes = map[string]string{}
		for _, r := range rows {
			(*codes)[r.Code] = r.ID
		}
	}
	people, err := l.Client.list(ctx, "/crm/customer", url.Values{}, 3000)
	l.people = make([][]string, len(l.World.Warehouses))
	for _, p := range people {
		if at, known := demo.Serves(p.Province); known && !p.Blocked {
			l.people[at] = append(l.people[at], p.ID)
		}
	}
	for at := range l.people {
		if len(l.people[at]) == 0 && err == nil {
			err = fmt.Errorf("nobody buys from %s: is this the demo company?", l.World.Warehouses[at].Name)
		}
	}
	return err
}

// try does something; what the house refuses is part of life, and what fails is told.
func (l *Live) try(ctx context.Context, do func(ctx context.Context) error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	if err := do(ctx); err != nil && !refused(err) && ctx.Err() == nil {
		l.Log.WarnContext(ctx, "the demo company", "err", err)
	}
}

// later lets something happen about so much later.
func (l *Live) later(wait time.Duration, do func(ctx context.Context) error) {
	if l.Haste > 0 {
		wait = time.Duration(float64(wait) / l.Haste)
	}
	l.coming = append(l.coming, errand{time.Now().Add(time.Duration((0.5 + rand.Float64()) * float64(wait))), do})
}

func (l *Live) errands(ctx context.Context, now time.Time) {
	var rest, due []errand
	for _, e := range l.coming {
		if e.at.After(now) {
			rest = append(rest, e)
		} else {
			due = append(due, e)
		}
	}
	l.coming = rest
	for _, e := range due {
		l.try(ctx, e.do)
	}
}
