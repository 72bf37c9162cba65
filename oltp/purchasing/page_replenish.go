package purchasing

import (
	"context"
	"slices"
	"strings"
	"time"

	"hesuan/internal/cal"
	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/money"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
	"hesuan/internal/web"
)

// bench is the replenishment workbench: the buyer's morning.
type bench struct {
	*Room
	warehouses Names
}

// shown bounds the rows of the workbench; what is ranked lower is counted and found by a filter.
const shown = 200

// benchPage is what the workbench shows.
type benchPage struct {
	Rows        []benchRow
	More        int
	Count, Late int
	Risk        fixed.Amount
	Amount      fixed.Amount
	Symbol      string
	Made        time.Time
	Complete    *reconciled
	Warehouses  []resource.Option
	Suppliers   []resource.Option
	Narrowed    bool
}

// reconciled is what the last comparison of the warehouse with the books found.
type reconciled struct {
	At          time.Time
	Differences int64
}

// list shows the open suggestions, the most money at risk first.
func (b *bench) list(ctx context.Context, r *web.Request) (web.Answer, error) {
	var page benchPage
	err := r.View(ctx, func(tx *pg.Tx) (err error) {
		page, err = b.open(ctx, tx, r)
		return err
	})
	page.Narrowed = r.Get("q")+r.Get("warehouse")+r.Get("supplier")+r.Get("late") != ""
	return web.HTML(pages, "replenish", page).Title(r.Text("purchasing.replenish")).
		Style("/static/purchasing/replenish.css").Script("/static/dist/echarts.min.js", "/static/purchasing/replenish.js").
		Key(r.Text("purchasing.replenish.key.why"), "o").Key(r.Text("purchasing.replenish.key.qty"), "0–9").
		Key(r.Text("purchasing.replenish.key.back"), "Esc").Key(r.Text("purchasing.replenish.key.order"), "Ctrl", "Enter"), err
}

// open reads the open suggestions that pass the filters of a request.
func (b *bench) open(ctx context.Context, tx *pg.Tx, r *web.Request) (page benchPage, err error) {
	page.Symbol = money.Symbol(b.currency)
	rows, err := b.Suggestions.Def.SelectSeen(ctx, tx, "where t.state = 'open' order by t.risk desc, t.latest, t.id")
	if err != nil {
		return page, err
	}
	names, err := b.names(ctx, tx, rows)
	if err != nil {
		return page, err
	}
	page.Warehouses, page.Suppliers = names.options(rows)
	for _, s := range rows {
		if s.Made.After(page.Made) {
			page.Made = s.Made
		}
		if matches(s, r, tx.Today()) {
			page.add(b.row(s, names, tx.Today()), b.currency)
		}
	}
	page.Complete, err = lastReconciled(ctx, tx)
	return page, err
}

func lastReconciled(ctx context.Context, tx *pg.Tx) (*reconciled, error) {
	var last reconciled
	err := tx.QueryRow(ctx, "select at, differences from core.reconcile order by at desc limit 1").Scan(&last.At, &last.Differences)
	if err == pg.ErrNoRows {
		return nil, nil
	}
	return &last, err
}

// matches tells whether a suggestion passes the page's filters.
func matches(s *Suggestion, r *web.Request, today cal.Date) bool {
	word := strings.ToLower(strings.TrimSpace(r.Get("q")))
	return (r.Get("warehouse") == "" || r.Get("warehouse") == s.Warehouse.String()) &&
		(r.Get("supplier") == "" || r.Get("supplier") == s.Supplier.String()) &&
		(r.Get("late") == "" || s.Latest != nil && *s.Latest <= today) &&
		(word == "" || strings.Contains(strings.ToLower(s.Code+" "+s.Name), word))
}

func (p *benchPage) add(row benchRow, currency string) {
	p.Count++
	p.Risk += row.Risk
	if row.Currency == currency {
		p.Amount += row.Amount
	}
	if row.Urgent != "" {
		p.Late++
	}
	if len(p.Rows) == shown {
		p.More++
		return
	}
	p.Rows = append(p.Rows, row)
}

// suggestion reads the one that the path names.
func (b *bench) suggestion(ctx context.Context, tx *pg.Tx, r *web.Request) (*Suggestion, error) {
	key, err := r.Key("id")
	if err != nil {
		return nil, err
	}
	return b.Suggestions.Def.Get(ctx, tx, key)
}

// adjust keeps the buyer's quantity. The page has shown its effect already.
func (b *bench) adjust(ctx context.Context, r *web.Request) (web.Answer, error) {
	key, err := r.Key("id")
	if err != nil {
		return web.Answer{}, err
	}
	pick, err := pickOf(r, key)
	if err != nil {
		return web.Answer{}, err
	}
	var s *Suggestion
	err = r.Do(ctx, func(tx *pg.Tx) error {
		s, err = b.Adjust(ctx, tx, SuggestionID(key), Adjustment{Qty: pick.Qty, Reason: pick.Reason})
		return err
	})
	if err != nil {
		return web.Answer{}, err
	}
	return web.JSON(map[string]any{"qty": s.Wanted(), "amount": s.Amount}), nil
}

// dismiss puts a suggestion aside for a while.
func (b *bench) dismiss(ctx context.Context, r *web.Request) (web.Answer, error) {
	key, err := r.Key("id")
	if err != nil {
		return web.Answer{}, err
	}
	var s *Suggestion
	err = r.Do(ctx, func(tx *pg.Tx) error {
		s, err = b.Suggestions.Go(ctx, tx, key, "dismiss", &Rest{Reason: r.Form.Get("why")})
		return err
	})
	return web.Fragment(pages, "dismissed", s), err
}

// previewPage is the orders that the picks would make, for a last look.
type previewPage struct {
	Outcome
	Suppliers  map[id.ID]string
	Warehouses map[id.ID]string
	Picks      []Pick
	Lines      int
	CanApprove bool
}

// preview shows in a dialog what ordering would make.
func (b *bench) preview(ctx context.Context, r *web.Request) (web.Answer, error) {
	page := previewPage{CanApprove: r.Can(b.Orders.Def.Right("approve"))}
	var err error
	if page.Picks, err = picksOf(r); err != nil {
		return web.Answer{}, err
	}
	err = r.View(ctx, func(tx *pg.Tx) error {
		if page.Outcome, err = b.Preview(ctx, tx, page.Picks); err != nil {
			return err
		}
		var suppliers, warehouses []id.ID
		for _, o := range page.Orders {
			suppliers, warehouses = append(suppliers, id.ID(o.Supplier)), append(warehouses, id.ID(o.Warehouse))
			page.Lines += len(o.Lines)
		}
		if page.Suppliers, err = b.Suppliers.Titles(ctx, tx, suppliers); err != nil {
			return err
		}
		page.Warehouses, err = b.warehouses.Titles(ctx, tx, warehouses)
		return err
	})
	return web.Fragment(pages, "preview", page), err
}

// order makes the orders; pressed twice, it says that they are there already.
func (b *bench) order(ctx context.Context, r *web.Request) (web.Answer, error) {
	picks, err := picksOf(r)
	if err != nil {
		return web.Answer{}, err
	}
	var out Outcome
	err = r.Do(ctx, func(tx *pg.Tx) error {
		out, err = b.Order(ctx, tx, picks, r.Form.Get("approve") == "1")
		return err
	})
	if err != nil {
		return web.Answer{}, err
	}
	var made, before []string
	for _, o := range out.Orders {
		made = append(made, o.Number)
	}
	for _, s := range out.Taken {
		if s.PurchaseNumber != "" && !slices.Contains(before, s.PurchaseNumber) {
			before = append(before, s.PurchaseNumber)
		}
	}
	if len(made) == 0 {
		return web.Redirect("/replenish").Say("wait", r.Text("purchasing.replenish.already", "orders", strings.Join(before, ", "))), nil
	}
	return web.Redirect("/replenish").Say("done", r.Text("purchasing.replenish.made", "n", len(made), "orders", strings.Join(made, ", "))), nil
}

// picksOf are the ticked rows with the quantities that stand on the page.
func picksOf(r *web.Request) ([]Pick, error) {
	var picks []Pick
	for _, text := range r.Form["pick"] {
		key, err := id.Parse[any](text)
		if err != nil {
			return nil, fault.New(fault.Invalid, "purchasing.suggestion.none_picked", nil)
		}
		pick, err := pickOf(r, key)
		if err != nil {
			return nil, err
		}
		picks = append(picks, pick)
	}
	if len(picks) == 0 {
		return nil, fault.New(fault.Invalid, "purchasing.suggestion.none_picked", nil)
	}
	return picks, nil
}

func pickOf(r *web.Request, key id.ID) (Pick, error) {
	pick := Pick{Suggestion: SuggestionID(key), Reason: strings.TrimSpace(r.Form.Get("why." + key.String()))}
	text := strings.ReplaceAll(r.Form.Get("qty."+key.String()), ",", "")
	qty, err := fixed.ParseQty(text)
	if err != nil || qty <= 0 {
		return pick, fault.New(fault.Invalid, "purchasing.order.qty_positive", nil).At("qty")
	}
	pick.Qty = qty
	return pick, nil
}
