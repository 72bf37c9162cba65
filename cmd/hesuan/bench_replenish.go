package main

import (
	"context"
	"fmt"
	"io"
	"runtime"

	"github.com/schollz/progressbar/v3"

	"hesuan/forecasting/desk"
	"hesuan/forecasting/desk/replay"
	"hesuan/internal/cal"
)

// benchReplenishCommand is `hesuan bench replenish`.
type benchReplenishCommand struct {
	dataFlags
	World   []string  `default:"demo,m5" help:"Worlds to live in: demo (the sample company's, simulated) and m5 (204 real series of sales)."`
	Every   int       `default:"6" help:"Take only every n-th SKU; 1 takes all."`
	Days    int       `default:"365" help:"Days that count."`
	Review  int       `default:"7" help:"Days between two orders."`
	Fill    []float64 `default:"0.9,0.95,0.99" help:"Fill rates for which the fixed levels are the best in hindsight."`
	Service []float64 `default:"0.7,0.8,0.9,0.95" help:"Service levels of the suggestions, rising; 0.95 is the product's own."`
}

// replenished is what each rule did in one world.
type replenished struct {
	World  string     `json:"world"`
	Items  int        `json:"items"`
	Days   int        `json:"days"`
	Fixed  []ruleDone `json:"fixed"`
	Advice []ruleDone `json:"advice"`
}

// ruleDone is one rule's outcome. Saved, of fixed levels, is how much less stock, at cost, the suggestions need for the same fill rate,
// between their service levels by straight lines; nil where they never fill so little or so much.
type ruleDone struct {
	Rule  string   `json:"rule"`
	Fill  float64  `json:"fill"`
	Saved *float64 `json:"saved,omitempty"`
	replay.Outcome
}

// warmth is how many days are played before those that count.
const warmth = 42

// Run plays a year by the suggestions and by fixed levels, and prints what each was worth.
func (c benchReplenishCommand) Run(ctx context.Context, out io.Writer) error {
	var all []replenished
	for _, name := range c.World {
		world, span, err := c.world(name)
		if err != nil {
			return err
		}
		done, err := c.play(ctx, name, world, span)
		if err != nil {
			return err
		}
		all = append(all, done)
	}
	if c.JSON {
		return c.tell(out, all)
	}
	for _, done := range all {
		done.print(out)
	}
	return nil
}

// play lives through the span with the levels that would have been best in as many days before it, then with the suggestions.
func (c benchReplenishCommand) play(ctx context.Context, name string, world replay.World, span replay.Span) (replenished, error) {
	done := replenished{World: name, Items: len(world.Items()), Days: c.Days}
	bar := progressbar.Default(int64((c.Days+span.Warm)*(len(c.Fill)+len(c.Service))), name)
	before, start := span, []float64(nil)
	before.First, before.Last = span.First.Add(-c.Days), span.First-1
	run := func(title string, rule replay.Rule) (ruleDone, error) {
		o, err := replay.Play(ctx, world, span, start, rule, func(cal.Date) { _ = bar.Add(1) })
		return ruleDone{Rule: title, Fill: o.Fill(), Outcome: o}, err
	}
	for _, fill := range c.Fill {
		levels, err := replay.Hindsight(ctx, world, before, fill, runtime.GOMAXPROCS(0))
		if err != nil {
			return done, err
		}
		start = levels.High
		rule, err := run(fmt.Sprintf("fixed levels, best for %g", fill), levels)
		if err != nil {
			return done, err
		}
		done.Fixed = append(done.Fixed, rule)
	}
	for _, service := range c.Service {
		settings := desk.Usual
		settings.Service, settings.Review = service, float64(c.Review)
		rule, err := run(fmt.Sprintf("suggestions at service %g", service), replay.Desk{Settings: settings})
		if err != nil {
			return done, err
		}
		done.Advice = append(done.Advice, rule)
	}
	done.save()
	return done, nil
}

// save compares each fixed rule with the suggestions at its fill rate.
func (r *replenished) save() {
	for i := range r.Fixed {
		f := &r.Fixed[i]
		for k := 1; k < len(r.Advice); k++ {
			if a, b := r.Advice[k-1], r.Advice[k]; a.Fill <= f.Fill && f.Fill <= b.Fill && a.Fill < b.Fill {
				need := a.Stock + (f.Fill-a.Fill)/(b.Fill-a.Fill)*(b.Stock-a.Stock)
				saved := 1 - need/f.Stock
				f.Saved = &saved
			}
		}
	}
}

func (r replenished) print(out io.Writer) {
	fmt.Fprintf(out, "\n%s: %d SKU × warehouse, %d days, %.0f pieces wanted\n", r.World, r.Items, r.Days, r.Fixed[0].Wanted)
	fmt.Fprintf(out, "%-30s %7s %12s %10s %12s %12s %8s %11s\n", "", "fill", "stock", "pieces", "margin", "lost margin", "orders",
		"stock saved")
	for _, rule := range append(append([]ruleDone(nil), r.Fixed...), r.Advice...) {
		fmt.Fprintf(out, "%-30s %6.2f%% %12.0f %10.0f %12.0f %12.0f %8d", rule.Rule, 100*rule.Fill, rule.Stock, rule.Pieces,
			rule.Earned, rule.Lost, rule.Orders)
		if rule.Saved != nil {
			fmt.Fprintf(out, " %10.1f%%", 100**rule.Saved)
		}
		fmt.Fprintln(out)
	}
	fmt.Fprintln(out, "stock saved: how much less the suggestions need for the fill rate of the fixed levels")
}
