package sales

import (
	"context"
	"encoding/json"
	"strings"

	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
	"hesuan/internal/web"
)

// picker is where goods go out 拣货: a scanner or a phone, one thing at a time.
type picker struct {
	*Room
	desk Desk
}

// picksShown bounds the list; the oldest orders come first.
const picksShown = 100

// pickRow is an order that is to be picked.
type pickRow struct {
	*Order
	Where string
	Waits fixed.Qty
	Scan  string // what the script must know, as JSON
	Open  bool
}

type pickList struct {
	Rows       []pickRow
	Warehouses []resource.Option
	More       bool
}

// list shows the orders to ship, the oldest first; a scanned order number leads straight to its page.
func (p *picker) list(ctx context.Context, r *web.Request) (web.Answer, error) {
	var page pickList
	var found []*Order
	err := r.View(ctx, func(tx *pg.Tx) (err error) {
		if number := strings.ToUpper(plain(r.Get("q"))); number != "" {
			if found, err = p.Orders.Def.SelectSeen(ctx, tx, "where t.number = $1", number); err != nil || len(found) > 0 {
				return err
			}
		}
		if page.Warehouses, err = p.desk.Warehouses(ctx, tx); err != nil {
			return err
		}
		warehouse, _ := id.Parse[any](r.Get("warehouse"))
		orders, err := p.Orders.Def.SelectSeen(ctx, tx, `where t.state in ('approved', 'shipping') and t.exception = '' and ($1 or t.warehouse = $2)
			order by t.at, t.id limit $3`, warehouse.IsZero(), warehouse, picksShown+1)
		if err != nil {
			return err
		}
		page.More = len(orders) > picksShown
		orders, err = p.Orders.Def.WithLines(ctx, tx, orders[:min(len(orders), picksShown)])
		for _, o := range orders {
			page.Rows = append(page.Rows, row(o, page.Warehouses))
		}
		return err
	})
	if err == nil && len(found) > 0 {
		return web.Redirect("/pick/" + found[0].ID.String()), nil
	}
	return dock(web.HTML(pages, "picks", page).Title(r.Text("sales.pick"))), err
}

func dock(a web.Answer) web.Answer {
	return a.Style("/static/dock.css").Script("/static/scan.js", "/static/dock.js")
}

func row(o *Order, places []resource.Option) pickRow {
	r := pickRow{Order: o, Open: o.State == Approved || o.State == Shipping}
	for _, place := range places {
		if ref.Warehouse(place.ID) == o.Warehouse {
			r.Where = place.Title
		}
	}
	for _, g := range o.open() {
		r.Waits += g.Qty
	}
	return r
}

// pickLine is an order line as the script counts it.
type pickLine struct {
	No       int32     `json:"no"`
	Code     string    `json:"code"`
	Name     string    `json:"name"`
	Barcode  string    `json:"barcode"`
	Expected fixed.Qty `json:"expected"`
	Most     fixed.Qty `json:"most"`
}

// scan is the page of one order.
func (p *picker) scan(ctx context.Context, r *web.Request) (web.Answer, error) {
	key, err := r.Key("id")
	if err != nil {
		return web.Answer{}, err
	}
	var page pickRow
	err = r.View(ctx, func(tx *pg.Tx) error {
		o, err := p.Orders.Def.Get(ctx, tx, key)
		if err != nil {
			return err
		}
		places, err := p.desk.Warehouses(ctx, tx)
		if err != nil {
			return err
		}
		page = row(o, places)
		page.Scan, err = p.lines(ctx, tx, o)
		return err
	})
	if err != nil {
		return web.Answer{}, err
	}
	return dock(web.HTML(pages, "pick", page).Title(page.Number)), nil
}

func (p *picker) lines(ctx context.Context, tx *pg.Tx, o *Order) (string, error) {
	skus := make([]ref.SKU, len(o.Lines))
	for i, l := range o.Lines {
		skus[i] = l.SKU
	}
	barcodes, err := p.desk.Barcodes(ctx, tx, skus)
	if err != nil {
		return "", err
	}
	lines := []pickLine{}
	for _, l := range o.Lines {
		if open := l.Qty - l.Shipped; open > 0 {
			lines = append(lines, pickLine{l.No, l.Code, l.Name, barcodes[l.SKU], open, open})
		}
	}
	raw, err := json.Marshal(lines)
	return string(raw), err
}

// picked is what the script sends: the same key again is the same shipment, however often the network fails.
type picked struct {
	Key     string `json:"key"`
	Carrier string `json:"carrier"`
	Waybill string `json:"waybill"`
	Lines   []struct {
		OrderLine int32     `json:"order_line"`
		Qty       fixed.Qty `json:"qty"`
	} `json:"lines"`
}

// ship sends what was picked, once, and answers with the shipment's number or with what is wrong.
func (p *picker) ship(ctx context.Context, r *web.Request) (web.Answer, error) {
	key, err := r.Key("id")
	if err != nil {
		return web.Answer{}, err
	}
	var in picked
	if err := r.JSON(&in); err != nil {
		return web.Answer{}, err
	}
	if in.Key == "" || len(in.Lines) == 0 {
		return unshipped(r, fault.New(fault.Invalid, "dock.none", nil))
	}
	var number []byte
	err = r.Do(ctx, func(tx *pg.Tx) (err error) {
		number, _, err = tx.Once(ctx, "pick "+in.Key, r.Body, func() ([]byte, error) { return p.send(ctx, tx, key, in) })
		return err
	})
	if err != nil {
		return unshipped(r, err)
	}
	return web.JSON(map[string]string{"number": string(number)}), nil
}

func (p *picker) send(ctx context.Context, tx *pg.Tx, key id.ID, in picked) ([]byte, error) {
	input, err := json.Marshal(map[string]any{"carrier": in.Carrier, "waybill": in.Waybill, "lines": in.Lines})
	if err != nil {
		return nil, err
	}
	if _, err := p.Orders.Take(ctx, tx, key, 0, "ship", input); err != nil {
		return nil, err
	}
	var number string
	err = tx.QueryRow(ctx, `select number from sales.shipment where "order" = $1 order by id desc limit 1`, key).Scan(&number)
	return []byte(number), err
}

// unshipped tells the script what is wrong in the person's words.
func unshipped(r *web.Request, err error) (web.Answer, error) {
	var texts []string
	for _, f := range fault.All(err) {
		texts = append(texts, r.Message(f))
	}
	if len(texts) == 0 || fault.KindOf(err) == fault.Forbidden {
		return web.Answer{}, err
	}
	return web.JSON(map[string]string{"refused": strings.Join(texts, " ")}).Status(web.StatusOf(err)), nil
}
