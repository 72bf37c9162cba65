package purchasing

import (
	"context"
	"time"

	"hesuan/internal/cal"
	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/flow"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

type suggestionKind struct{}

// SuggestionID names a suggestion.
type SuggestionID = id.Of[suggestionKind]

// Suggestion says what to order next of a SKU for a warehouse, and why 补货建议 (PUR-05).
type Suggestion struct {
	resource.Doc[SuggestionID]
	Proposal
	Edited         *fixed.Qty   `json:"edited,omitempty"` // the buyer's own quantity
	Reason         string       `json:"reason,omitempty"` // for it, or for dismissing
	Amount         fixed.Amount `json:"amount"`           // price × quantity to order
	Until          *cal.Date    `json:"until,omitempty"`  // dismissed: not suggested again before
	Purchase       ref.Purchase `json:"purchase,omitzero"`
	PurchaseNumber string       `json:"purchase_number,omitempty"`
	Run            id.ID        `json:"run"` // the run of the forecast that last looked at it
	Made           time.Time    `json:"made"`
}

// Proposal is what a run of the forecast says of a SKU in a warehouse. All quantities are pieces, cover and lead days.
type Proposal struct {
	SKU        ref.SKU       `json:"sku"`
	Code       string        `json:"code"`
	Name       string        `json:"name"`
	Category   ref.Category  `json:"category,omitzero"`
	Warehouse  ref.Warehouse `json:"warehouse"`
	Supplier   ref.Supplier  `json:"supplier,omitzero"`
	Currency   string        `json:"currency"`
	Price      fixed.Amount  `json:"price"` // VAT included
	Qty        fixed.Qty     `json:"qty"`
	MOQ        fixed.Qty     `json:"moq"`
	Pack       fixed.Qty     `json:"pack"`
	Latest     *cal.Date     `json:"latest,omitempty"` // the last day on which ordering still comes in time
	Cover      fixed.Qty     `json:"cover"`            // days that stock and goods on order last
	Daily      fixed.Qty     `json:"daily"`            // expected demand of a day
	LeadDays   fixed.Qty     `json:"lead_days"`
	LeadSpread fixed.Qty     `json:"lead_spread"`
	LeadCount  int64         `json:"lead_count"` // measured receipts behind the lead time
	Risk       fixed.Amount  `json:"risk"`       // sales lost if nothing is ordered, expected
	P10        fixed.Qty     `json:"p10"`        // demand of the window
	P50        fixed.Qty     `json:"p50"`
	P90        fixed.Qty     `json:"p90"`
	Method     string        `json:"method"`
	Terms      []Term        `json:"terms"`
	Backtest   []Trial       `json:"backtest,omitempty"`
	Series     Series        `json:"series"`
}

// Term is one part of the quantity; the terms sum to it. Keys: demand, safety, lead, on_hand, reserved, on_order, surplus,
// rounding; what is subtracted is negative.
type Term struct {
	Key string    `json:"key"`
	Qty fixed.Qty `json:"qty"`
}

// Trial is how a method did on the SKU's own past: Error is the MASE, the mean absolute error over that of the seasonal naive
// forecast before; Bias is in shares of the demand.
type Trial struct {
	Method string  `json:"method"`
	Error  float64 `json:"error"`
	Bias   float64 `json:"bias"`
	Taken  bool    `json:"taken,omitempty"`
}

// Series is what the chart shows: demand by day from Since, the days without stock among them, and then the forecast.
type Series struct {
	Since cal.Date  `json:"since"`
	Sales []float64 `json:"sales"`
	Out   []int32   `json:"out,omitempty"` // indexes into Sales
	P10   []float64 `json:"p10"`
	P50   []float64 `json:"p50"`
	P90   []float64 `json:"p90"`
}

// States of a suggestion.
const (
	Open       = "open"
	Ordered    = "ordered"
	Dismissed  = "dismissed"
	Superseded = "superseded"
)

// Wanted is the quantity to order: the buyer's, else the suggested one.
func (s *Suggestion) Wanted() fixed.Qty {
	if s.Edited != nil {
		return *s.Edited
	}
	return s.Qty
}

func (r *Room) suggestions() *flow.Flow[Suggestion] {
	def := resource.Define(resource.Def[Suggestion]{
		Meta: resource.Meta{
			Name: "purchasing.suggestion", Icon: "wand", Title: []string{"number"}, Sort: "-risk", Prefix: "RS",
			Bounds: []resource.Bound{resource.By("warehouse", "warehouse")},
			Fields: resource.Fields{
				resource.Text("number", 40).Find().RO(), resource.Choice("state", Open, Ordered, Dismissed, Superseded).Col().RO(),
				resource.Text("code", 60).Find().RO(), resource.Text("name", 200).Find().RO(), resource.Link("sku", "catalog.sku").Col().RO(),
				resource.Link("warehouse", "inventory.warehouse").Col().RO(), resource.Link("supplier", "purchasing.supplier").RO(),
				resource.Quantity("qty").Col().RO(), resource.Quantity("edited").RO(), resource.Text("reason", 200).RO(),
				resource.Money("price").RO(), resource.Money("amount").Total().RO(), resource.Money("risk").Total().RO(),
				resource.Date("latest").Col().RO(), resource.Quantity("cover").Col().RO(), resource.Quantity("daily").RO(),
				resource.Quantity("lead_days").RO(), resource.Quantity("lead_spread").RO(), resource.Int("lead_count").RO(),
				resource.Quantity("p10").RO(), resource.Quantity("p50").RO(), resource.Quantity("p90").RO(), resource.Text("method", 100).RO(),
				resource.JSON("terms"), resource.JSON("backtest"), resource.JSON("series"), resource.Date("until").RO(),
				resource.Link("purchase", "purchasing.order").RO(), resource.Instant("made").RO(),
			},
		},
		Check: checkSuggestion,
	})
	private := func(name, to string) resource.StepInfo {
		return resource.StepInfo{Name: name, From: []string{Open}, To: []string{to}, Private: true}
	}
	return flow.Define(def, flow.Plan[Suggestion]{
		States: []resource.State{{Name: Open, Tone: "wait"}, {Name: Ordered, Tone: "done"}, {Name: Dismissed, Tone: "dead"}, {Name: Superseded, Tone: "plain"}},
		Steps: []flow.Step[Suggestion]{
			{StepInfo: resource.StepInfo{Name: "suggest", From: []string{""}, To: []string{Open}, Private: true}},
			{StepInfo: private("refresh", Open), Action: flow.With(refresh)},
			{StepInfo: private("supersede", Superseded)},
			{StepInfo: private("order", Ordered), Action: flow.With(ordered)},
			{StepInfo: resource.StepInfo{Name: "adjust", Icon: "edit", From: []string{Open}, To: []string{Open},
				Fields: resource.Fields{resource.Quantity("qty").Req(), resource.Text("reason", 200)}}, Action: flow.With(adjust)},
			{StepInfo: resource.StepInfo{Name: "dismiss", Icon: "eye-off", From: []string{Open}, To: []string{Dismissed},
				Fields: resource.Fields{resource.Text("reason", 200), resource.Date("until")}}, Action: flow.With(dismiss)},
		},
	})
}

func checkSuggestion(s *Suggestion) (faults fault.List) {
	var sum fixed.Qty
	for _, t := range s.Terms {
		sum += t.Qty
	}
	if sum != s.Qty || s.Qty < 0 {
		faults.Add(fault.New(fault.Invalid, "purchasing.suggestion.terms_differ", fault.Args{"sku": s.Code, "qty": s.Qty, "sum": sum}).At("terms"))
	}
	return faults
}

// Adjustment is a buyer's own quantity; the suggested one takes it back.
type Adjustment struct {
	Qty    fixed.Qty `json:"qty"`
	Reason string    `json:"reason"`
}

func adjust(_ context.Context, _ *pg.Tx, s *Suggestion, in *Adjustment) error {
	return s.want(in.Qty, in.Reason)
}

// want sets the quantity to order; the suggested one needs no reason.
func (s *Suggestion) want(qty fixed.Qty, reason string) error {
	if qty <= 0 {
		return fault.New(fault.Invalid, "purchasing.order.qty_positive", nil).At("qty")
	}
	s.Edited, s.Reason = nil, ""
	if qty != s.Qty {
		s.Edited, s.Reason = &qty, reason
	}
	return s.value()
}

// value computes what the order line will cost.
func (s *Suggestion) value() (err error) {
	amount, err := s.Price.Times(s.Wanted())
	s.Amount = amount.Round(2)
	if err != nil {
		err = fault.New(fault.Conflict, "core.field.range", fault.Args{"field": "amount"}).At("qty")
	}
	return err
}

// Rest is how a suggestion is put aside: not seen again before Until, a week when none is given.
type Rest struct {
	Reason string    `json:"reason"`
	Until  *cal.Date `json:"until"`
}

func dismiss(_ context.Context, tx *pg.Tx, s *Suggestion, in *Rest) error {
	until := tx.Today().Add(7)
	if in.Until != nil {
		until = *in.Until
	}
	s.Until, s.Reason = &until, in.Reason
	return nil
}
