package purchasing

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"hesuan/internal/cal"
	"hesuan/internal/fixed"
	"hesuan/internal/i18n"
	"hesuan/internal/money"
	"hesuan/internal/pg"
	"hesuan/internal/web"
)

// cardPage explains one suggestion.
type cardPage struct {
	benchRow
	Parts  []cardPart
	Says   []string
	Trials []cardTrial
	Chart  string // the option of an echarts chart
	Leads  []int
}

// cardPart is one term of the sum, as it is written: + 71 安全库存.
type cardPart struct {
	Sign, Text string
	Qty        fixed.Qty
}

// cardTrial is how a method did, as people read it.
type cardTrial struct {
	Method, Error, Bias string
	Taken               bool
}

// card opens below a row: the sum in words, the chart, what the forecast was worth in the past.
func (b *bench) card(ctx context.Context, r *web.Request) (web.Answer, error) {
	var page cardPage
	err := r.View(ctx, func(tx *pg.Tx) error {
		s, err := b.suggestion(ctx, tx, r)
		if err != nil {
			return err
		}
		names, err := b.names(ctx, tx, []*Suggestion{s})
		if err != nil {
			return err
		}
		inbound, err := b.OnOrder(ctx, tx)
		if err != nil {
			return err
		}
		page = cardPage{benchRow: b.row(s, names, tx.Today()), Parts: s.parts(r), Says: s.says(r, tx.Today()), Trials: s.trials(r)}
		chart, err := json.Marshal(s.chart(r.Text, of(inbound, Key{s.SKU, s.Warehouse})))
		if err != nil {
			return err
		}
		page.Chart = string(chart)
		page.Leads, err = b.leadsOf(ctx, tx, s)
		return err
	})
	return web.Fragment(pages, "card", page), err
}

func of(inbound []Inbound, key Key) (own []Inbound) {
	for _, i := range inbound {
		if i.Key == key {
			own = append(own, i)
		}
	}
	return own
}

// leadsOf are the measured lead times of the SKU's supplier, the newest first.
func (b *bench) leadsOf(ctx context.Context, tx *pg.Tx, s *Suggestion) (days []int, err error) {
	leads, err := b.Leads(ctx, tx, tx.Today().Add(-730))
	for _, l := range leads {
		if l.Supplier == s.Supplier && l.SKU == s.SKU {
			for _, d := range l.Days[:min(len(l.Days), 8)] {
				days = append(days, int(d))
			}
		}
	}
	return days, err
}

func methodOf(r *web.Request, t Trial) string {
	return i18n.Parts(r.Text, "forecast.method.", t.Method)
}

// trialsShown is how many methods a card names.
const trialsShown = 5

// trials are the methods that did best, and the one that was taken wherever it stands.
func (s *Suggestion) trials(r *web.Request) (trials []cardTrial) {
	for i, t := range s.Backtest {
		if i >= trialsShown && !t.Taken {
			continue
		}
		trials = append(trials, cardTrial{methodOf(r, t), fmt.Sprintf("%.2f", t.Error), strings.Replace(fmt.Sprintf("%+.0f%%", 100*t.Bias), "-", "−", 1), t.Taken})
	}
	return trials
}

// parts are the terms that are not nothing, in the order of the sum.
func (s *Suggestion) parts(r *web.Request) (parts []cardPart) {
	for _, t := range s.Terms {
		if t.Qty == 0 && t.Key != "on_hand" {
			continue
		}
		sign, qty := "+", t.Qty
		if qty < 0 || t.Key == "on_hand" {
			sign, qty = "−", -qty
		}
		if len(parts) == 0 && sign == "+" {
			sign = ""
		}
		parts = append(parts, cardPart{sign, r.Text("purchasing.term." + t.Key), qty})
	}
	return parts
}

// says is the reason in sentences: how long goods take, when stock ends, what it costs to do nothing.
func (s *Suggestion) says(r *web.Request, today cal.Date) (says []string) {
	say := func(key string, pairs ...any) { says = append(says, r.Text("purchasing.replenish.why."+key, pairs...)) }
	lead, spread := s.LeadDays.Round(1), s.LeadSpread.Round(1)
	if s.LeadCount > 0 {
		say("lead", "days", lead, "spread", spread, "n", s.LeadCount)
	} else {
		say("agreed", "days", lead)
	}
	if s.Daily > 0 {
		say("demand", "daily", s.Daily.Round(1), "p10", s.P10.Round(0), "p50", s.P50.Round(0), "p90", s.P90.Round(0))
		say("empty", "cover", s.Cover.Round(1), "day", today.Add(int(s.Cover.Float())).String())
	}
	if s.Latest != nil {
		say("latest", "day", s.Latest.String())
	}
	if s.Risk > 0 {
		say("risk", "symbol", money.Symbol(s.Currency), "risk", s.Risk)
	}
	if s.MOQ > 0 || s.Pack > 0 {
		say("pack", "moq", s.MOQ, "pack", s.Pack)
	}
	for _, t := range s.Backtest {
		if t.Taken {
			say("method", "method", methodOf(r, t), "error", fmt.Sprintf("%.2f", t.Error))
			break
		}
	}
	return says
}
