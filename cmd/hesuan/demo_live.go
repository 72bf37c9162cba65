package main

import (
	"cmp"
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"hesuan/demo"
	"hesuan/demo/live"
	"hesuan/demo/load"
	"hesuan/internal/auth"
	"hesuan/internal/config"
	"hesuan/internal/pg"
)

// demoLive is `hesuan demo live`: the demo company's day goes on, through the API of the pages that run.
type demoLive struct {
	Rate string `default:"" placeholder:"2/s" help:"Orders a second, minute or hour: 2/s, 30/m, 100/h (else HESUAN_DEMO_RATE a minute)."`
	URL  string `placeholder:"URL" help:"Where the pages are (else those of HESUAN_LISTEN)."`
}

// demoToken is the name of the token that it comes in with, and what it may do.
const demoToken = "demo live"

var demoRights = []string{"sales.*", "purchasing.order.*", "purchasing.receipt.*", "catalog.*", "crm.customer.view",
	"inventory.warehouse.view"}

// Run goes on until ctx ends. It waits for the company to be loaded.
func (d demoLive) Run(ctx context.Context, c *config.Config) error {
	every, err := d.every(c)
	if err != nil {
		return err
	}
	return withRooms(ctx, c, func(ctx context.Context, h *house) error {
		state, err := loaded(ctx, h.db)
		if err != nil || state == nil {
			return err
		}
		if _, err := h.auth.RevokeTokens(ctx, demoToken); err != nil {
			return err
		}
		token, err := h.auth.CreateToken(ctx, auth.Grant{Name: demoToken, Rights: demoRights})
		if err != nil {
			return err
		}
		l := &live.Live{World: demo.New(state.Size), Client: &live.Client{Base: cmp.Or(d.URL, c.URL()), Token: token}, Every: every,
			Zone: h.db.Zone, Log: c.Logger("demo")}
		return l.Run(ctx)
	})
}

// every is the time between two orders.
func (d demoLive) every(c *config.Config) (time.Duration, error) {
	if d.Rate == "" {
		if c.DemoRate <= 0 {
			return 0, fmt.Errorf("HESUAN_DEMO_RATE is %v: nothing to do", c.DemoRate)
		}
		return time.Duration(float64(time.Minute) / c.DemoRate), nil
	}
	count, unit, _ := strings.Cut(d.Rate, "/")
	n, err := strconv.ParseFloat(count, 64)
	span := map[string]time.Duration{"s": time.Second, "m": time.Minute, "h": time.Hour}[unit]
	if err != nil || n <= 0 || span == 0 {
		return 0, fmt.Errorf("--rate %s: want 2/s, 30/m or 100/h", d.Rate)
	}
	return time.Duration(float64(span) / n), nil
}

// loaded waits until the demo company is loaded; nil when ctx ends before that.
func loaded(ctx context.Context, db *pg.DB) (state *load.State, err error) {
	for {
		err = db.View(ctx, func(tx *pg.Tx) error {
			state, err = load.Find(ctx, tx)
			return err
		})
		if err != nil && ctx.Err() == nil || state != nil && state.Ended() {
			return state, err
		}
		select {
		case <-ctx.Done():
			return nil, nil
		case <-time.After(2 * time.Second):
		}
	}
}
