package purchasing

import (
	"context"
	"net/http"

	"hesuan/internal/cal"
	"hesuan/internal/fixed"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
	"hesuan/internal/web"
)

// What the operations answer.
type (
	outcomeAnswer struct {
		Orders []madeOrder `json:"orders"`
		Taken  []taken     `json:"taken"` // picked, but ordered or put aside before
	}
	madeOrder struct {
		ID        ref.Purchase  `json:"id"`     // empty in a preview
		Number    string        `json:"number"` // empty in a preview
		State     string        `json:"state"`
		Supplier  ref.Supplier  `json:"supplier"`
		Warehouse ref.Warehouse `json:"warehouse"`
		Currency  string        `json:"currency"`
		Total     fixed.Amount  `json:"total"`
		Lines     []madeLine    `json:"lines"`
	}
	madeLine struct {
		SKU    ref.SKU      `json:"sku"`
		Code   string       `json:"code"`
		Qty    fixed.Qty    `json:"qty"`
		Price  fixed.Amount `json:"price"`
		Amount fixed.Amount `json:"amount"`
	}
	taken struct {
		Suggestion SuggestionID `json:"suggestion"`
		State      string       `json:"state"`
		Order      string       `json:"order"` // number of the order that it went into
	}
	benchAnswer struct {
		Items []benchItem `json:"items"`
		More  int         `json:"more"` // that fit beyond those told
	}
	benchItem struct {
		ID        SuggestionID  `json:"id"`
		Number    string        `json:"number"`
		SKU       ref.SKU       `json:"sku"`
		Code      string        `json:"code"`
		Name      string        `json:"name"`
		Warehouse ref.Warehouse `json:"warehouse"`
		Supplier  ref.Supplier  `json:"supplier"`
		Qty       fixed.Qty     `json:"qty"`  // suggested
		Want      fixed.Qty     `json:"want"` // to be ordered: the buyer's own, else the suggested one
		Reason    string        `json:"reason"`
		Price     fixed.Amount  `json:"price"`
		Amount    fixed.Amount  `json:"amount"`
		Currency  string        `json:"currency"`
		Risk      fixed.Amount  `json:"risk"`
		Latest    *cal.Date     `json:"latest"`
		Urgent    string        `json:"urgent"`
		OnHand    fixed.Qty     `json:"on_hand"`
		Reserved  fixed.Qty     `json:"reserved"`
		OnOrder   fixed.Qty     `json:"on_order"`
		Daily     fixed.Qty     `json:"daily"`
		Cover     fixed.Qty     `json:"cover"`
		After     fixed.Qty     `json:"cover_after"`
	}
	progressAnswer struct {
		Items []Progress `json:"items"`
		More  bool       `json:"more"`
	}
	scoreAnswer struct {
		From  cal.Date `json:"from"`
		To    cal.Date `json:"to"`
		Items []Score  `json:"items"`
	}
)

// Ops give programs the workbench, the progress of orders and the scorecard of suppliers. A suggestion is adjusted and put aside by its steps.
func (r *Room) Ops(warehouses Names) []web.Op {
	b := &bench{Room: r, warehouses: warehouses}
	suggestion, order := r.Suggestions.Def.Right, r.Orders.Def.Right
	picks := resource.Fields{resource.Link("suggestion", "purchasing.suggestion").Req(), resource.Quantity("qty").From(0), resource.Text("reason", 200)}
	return []web.Op{
		{Path: "/purchasing/replenish", Name: "purchasing.replenish", Right: suggestion("view"), Answer: benchAnswer{}, Run: b.listOp,
			Query: resource.Fields{resource.Text("q", 200), resource.Link("warehouse", "inventory.warehouse"), resource.Link("supplier", "purchasing.supplier"),
				resource.Choice("late", "1")}},
		{Method: http.MethodPost, Path: "/purchasing/replenish/preview", Name: "purchasing.preview", Right: suggestion("order"), Answer: outcomeAnswer{},
			Lines: picks, Least: 1, Run: b.previewOp},
		{Method: http.MethodPost, Path: "/purchasing/replenish/order", Name: "purchasing.order_picks", Right: suggestion("order"), Answer: outcomeAnswer{},
			Input: resource.Fields{resource.Bool("approve").Or("false")}, Lines: picks, Least: 1, Run: b.orderOp},
		{Path: "/purchasing/progress", Name: "purchasing.progress", Right: order("view"), Answer: progressAnswer{}, Run: r.progressOp,
			Query: resource.Fields{resource.Choice("late", "1")}},
		{Path: "/purchasing/scorecard", Name: "purchasing.scorecard", Whole: true, Right: r.Suppliers.Right("view"), Answer: scoreAnswer{}, Run: r.scoreOp,
			Query: resource.Fields{resource.Date("from"), resource.Date("to")}},
	}
}

func (b *bench) listOp(ctx context.Context, tx *pg.Tx, c *web.OpCall) (any, error) {
	page, err := b.open(ctx, tx, c.Request)
	answer := benchAnswer{Items: []benchItem{}, More: page.More}
	for _, row := range page.Rows {
		answer.Items = append(answer.Items, benchItem{
			ID: row.ID, Number: row.Number, SKU: row.SKU, Code: row.Code, Name: row.Name, Warehouse: row.Warehouse, Supplier: row.Supplier,
			Qty: row.Qty, Want: row.Wanted(), Reason: row.Reason, Price: row.Price, Amount: row.Amount, Currency: row.Currency, Risk: row.Risk,
			Latest: row.Latest, Urgent: row.Urgent, OnHand: row.OnHand, Reserved: row.Reserved, OnOrder: row.OnOrder, Daily: row.Daily, Cover: row.Cover,
			After: row.After,
		})
	}
	return answer, err
}

// picking is what a program picks.
type picking struct {
	Approve bool   `json:"approve"`
	Lines   []Pick `json:"lines"`
}

func (b *bench) previewOp(ctx context.Context, tx *pg.Tx, c *web.OpCall) (any, error) {
	var in picking
	if err := c.Read(&in); err != nil {
		return nil, err
	}
	out, err := b.Preview(ctx, tx, in.Lines)
	return out.told(), err
}

func (b *bench) orderOp(ctx context.Context, tx *pg.Tx, c *web.OpCall) (any, error) {
	var in picking
	if err := c.Read(&in); err != nil {
		return nil, err
	}
	out, err := b.Order(ctx, tx, in.Lines, in.Approve)
	return out.told(), err
}

func (o Outcome) told() outcomeAnswer {
	answer := outcomeAnswer{Orders: []madeOrder{}, Taken: []taken{}}
	for _, one := range o.Orders {
		made := madeOrder{ID: one.ID, Number: one.Number, State: one.State, Supplier: one.Supplier, Warehouse: one.Warehouse, Currency: one.Currency,
			Total: one.Total, Lines: []madeLine{}}
		for _, l := range one.Lines {
			made.Lines = append(made.Lines, madeLine{l.SKU, l.Code, l.Qty, l.Price, l.Amount})
		}
		answer.Orders = append(answer.Orders, made)
	}
	for _, s := range o.Taken {
		answer.Taken = append(answer.Taken, taken{s.ID, s.State, s.PurchaseNumber})
	}
	return answer
}

func (r *Room) progressOp(ctx context.Context, tx *pg.Tx, c *web.OpCall) (any, error) {
	lines, err := r.Progress(ctx, tx, c.Query.Get("late") != "", progressShown+1)
	answer := progressAnswer{Items: append([]Progress{}, lines...), More: len(lines) > progressShown}
	answer.Items = answer.Items[:min(len(lines), progressShown)]
	return answer, err
}

func (r *Room) scoreOp(ctx context.Context, tx *pg.Tx, c *web.OpCall) (any, error) {
	from, to, scores, err := r.scores(ctx, tx, c.Request)
	return scoreAnswer{from, to, append([]Score{}, scores...)}, err
}
