package inventory

import (
	"context"

	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/flow"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

// Adjustment corrects what is on hand, with a reason 库存调整单 (INV-05).
type Adjustment struct {
	resource.Doc[ref.Adjustment]
	Warehouse ref.Warehouse    `json:"warehouse"`
	Reason    string           `json:"reason"`
	Lines     []AdjustmentLine `json:"lines"`
}

// AdjustmentLine is a gain (Qty above 0, at Cost a piece or else at the average) or a loss (below).
type AdjustmentLine struct {
	resource.Line
	SKU      ref.SKU      `json:"sku"`
	Category ref.Category `json:"category,omitzero"`
	Qty      fixed.Qty    `json:"qty"`
	Cost     fixed.Amount `json:"cost"`
	Value    fixed.Amount `json:"value"` // what the line added to, or took from, the value of stock
}

// Reasons of an adjustment; opening is the stock a company begins with.
var Reasons = []string{"count", "damage", "loss", "found", "sample", "opening", "other"}

func (r *Room) adjustments() *flow.Flow[Adjustment] {
	def := resource.Define(resource.Def[Adjustment]{
		Meta: resource.Meta{
			Name: "inventory.adjustment", Icon: "adjustments", Title: []string{"number"}, Sort: "-at", Prefix: "SA", Editable: []string{"draft"},
			Bounds: []resource.Bound{resource.By("warehouse", "warehouse")},
			Fields: resource.Fields{
				resource.Text("number", 40).Find().Col().RO(), resource.Choice("state", "draft", "posted", "cancelled").Col().RO(),
				resource.Link("warehouse", "inventory.warehouse").Req().Col(), resource.Choice("reason", Reasons...).Req().Col(),
				resource.Instant("at").Col().RO(), resource.LongText("note"),
			},
			Lines: resource.Fields{
				resource.Link("sku", "catalog.sku").Req(), resource.Quantity("qty").Req(), resource.Money("cost"), resource.Money("value").RO(),
			},
		},
		Check: checkAdjustment,
	})
	return flow.Define(def, flow.Plan[Adjustment]{
		States: []resource.State{{Name: "draft", Tone: "plain"}, {Name: "posted", Tone: "done"}, {Name: "cancelled", Tone: "dead"}},
		Draft:  []string{"draft", "cancelled"},
		Steps: []flow.Step[Adjustment]{
			{StepInfo: resource.StepInfo{Name: "draft", From: []string{""}, To: []string{"draft"}}},
			{StepInfo: resource.StepInfo{Name: "post", From: []string{"draft"}, To: []string{"posted"}, Icon: "check", Main: true}, Action: flow.Do(r.adjust)},
			{StepInfo: resource.StepInfo{Name: "cancel", From: []string{"draft"}, To: []string{"cancelled"}, Icon: "x", Danger: true}},
		},
	})
}

func checkAdjustment(a *Adjustment) (faults fault.List) {
	if a.Reason == "other" && a.Note == "" {
		faults.Add(fault.New(fault.Invalid, "inventory.adjustment.note_needed", nil).At("note"))
	}
	if len(a.Lines) == 0 {
		faults.Add(fault.New(fault.Invalid, "core.lines.empty", nil).At("lines"))
	}
	return faults
}

// adjust posts the gains and the losses. A loss below what is reserved takes promises
// away, the newest first, and tells their holders.
func (r *Room) adjust(ctx context.Context, tx *pg.Tx, a *Adjustment) error {
	if _, err := lock(ctx, tx, a.keys()); err != nil {
		return err
	}
	var gains, losses []ref.Goods
	for i := range a.Lines {
		l := &a.Lines[i]
		goods := ref.Goods{Line: l.No, SKU: l.SKU, Category: l.Category, Qty: l.Qty}
		if l.Qty < 0 {
			goods.Qty = -l.Qty
			losses = append(losses, goods)
			continue
		}
		value, err := r.gainValue(ctx, tx, a.Warehouse, l)
		if err != nil {
			return err
		}
		goods.Value = value
		gains = append(gains, goods)
	}
	source := ref.Doc{Type: "inventory.adjustment", ID: id.ID(a.ID), Number: a.Number}
	if err := r.gain(ctx, tx, a, source, gains); err != nil {
		return err
	}
	return r.lose(ctx, tx, a, source, losses)
}

// keys are the rows of stock that the adjustment changes; it locks all before it looks at any, as everyone does.
func (a *Adjustment) keys() []key {
	keys := make([]key, len(a.Lines))
	for i, l := range a.Lines {
		keys[i] = key{l.SKU, a.Warehouse}
	}
	return keys
}

func (r *Room) gainValue(ctx context.Context, tx *pg.Tx, warehouse ref.Warehouse, l *AdjustmentLine) (fixed.Amount, error) {
	if l.Cost > 0 {
		value, err := l.Cost.Times(l.Qty)
		return value.Round(2), err
	}
	stock, err := lock(ctx, tx, []key{{l.SKU, warehouse}})
	if err != nil {
		return 0, err
	}
	row := stock.rows[key{l.SKU, warehouse}]
	if row.onHand == 0 {
		return 0, fault.New(fault.Invalid, "inventory.adjustment.cost_needed", fault.Args{"line": l.No}).At("cost")
	}
	value, err := row.value.Part(int64(l.Qty), int64(row.onHand))
	return value.Round(2), err
}

func (r *Room) gain(ctx context.Context, tx *pg.Tx, a *Adjustment, source ref.Doc, gains []ref.Goods) error {
	if len(gains) == 0 {
		return nil
	}
	kind, from := "adjust", Found
	if a.Reason == "opening" {
		kind, from = "opening", Opening
	}
	a.value(gains, 1)
	return r.Receive(ctx, tx, kind, source, from, a.Warehouse, gains)
}

func (r *Room) lose(ctx context.Context, tx *pg.Tx, a *Adjustment, source ref.Doc, losses []ref.Goods) error {
	if len(losses) == 0 {
		return nil
	}
	lost := map[ref.SKU]fixed.Qty{} // the same SKU on two lines counts twice
	for _, g := range losses {
		lost[g.SKU] += g.Qty
	}
	for _, g := range losses {
		if err := r.unreserve(ctx, tx, key{g.SKU, a.Warehouse}, lost[g.SKU]); err != nil {
			return err
		}
	}
	valued, err := r.Issue(ctx, tx, "adjust", source, a.Warehouse, Loss, losses)
	a.value(valued, -1)
	return err
}

func (a *Adjustment) value(goods []ref.Goods, sign fixed.Amount) {
	for _, g := range goods {
		for i := range a.Lines {
			if a.Lines[i].No == g.Line {
				a.Lines[i].Value = sign * g.Value
			}
		}
	}
}

// unreserve frees what a loss needs beyond the free stock, the newest promises first.
func (r *Room) unreserve(ctx context.Context, tx *pg.Tx, k key, lost fixed.Qty) error {
	stock, err := lock(ctx, tx, []key{k})
	if err != nil {
		return err
	}
	row := stock.rows[k]
	missing := lost - (row.onHand - row.reserved)
	if missing <= 0 || lost > row.onHand {
		return nil // Issue finds out when there is too little at all
	}
	held, err := promises(ctx, tx, "where sku = $1 and warehouse = $2 order by at desc, holder desc, line desc", k.sku, k.warehouse)
	if err != nil {
		return err
	}
	for _, p := range held {
		if missing <= 0 {
			break
		}
		taken := min(p.qty, missing)
		missing -= taken
		row.reserved -= taken
		if err := r.breakPromise(ctx, tx, p, taken); err != nil {
			return err
		}
	}
	return stock.save(ctx, tx)
}

func (r *Room) breakPromise(ctx context.Context, tx *pg.Tx, p promise, taken fixed.Qty) error {
	sql := "update inventory.reservation set qty = qty - $3 where holder = $1 and line = $2"
	if taken == p.qty {
		sql = "delete from inventory.reservation where holder = $1 and line = $2 and qty = $3"
	}
	if _, err := tx.Exec(ctx, sql, p.holder, p.line, taken); err != nil || r.holders == nil {
		return err
	}
	return r.holders.Lost(ctx, tx, p.holder, p.line, taken)
}
