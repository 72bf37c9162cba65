package purchasing

import (
	"context"
	"encoding/json"
	"strings"

	"hesuan/internal/cal"
	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/web"
)

// dock is where goods come in: a scanner or a phone, one thing at a time.
type dock struct {
	*Room
	warehouses Names
}

// dockRow is an order that awaits goods.
type dockRow struct {
	*Order
	SupplierName, WarehouseName string
	Waits                       fixed.Qty
	Late                        int
}

// list shows the orders that await goods, the latest first; a scanned order number leads straight to its page.
func (d *dock) list(ctx context.Context, r *web.Request) (web.Answer, error) {
	var rows []dockRow
	var found *Order
	err := r.View(ctx, func(tx *pg.Tx) error {
		orders, err := d.Orders.Def.SelectSeen(ctx, tx, "where t.state in ('approved', 'receiving') order by t.due nulls last, t.number limit 500")
		if err != nil {
			return err
		}
		if orders, err = d.Orders.Def.WithLines(ctx, tx, orders); err != nil {
			return err
		}
		for _, o := range orders {
			if strings.EqualFold(o.Number, strings.TrimSpace(r.Get("q"))) {
				found = o
			}
		}
		rows, err = d.rows(ctx, tx, orders)
		return err
	})
	if err == nil && found != nil {
		return web.Redirect("/receive/" + found.ID.String()), nil
	}
	return web.HTML(pages, "docks", rows).Title(r.Text("purchasing.dock")).Style("/static/dock.css").Script("/static/scan.js", "/static/dock.js"), err
}

func (d *dock) rows(ctx context.Context, tx *pg.Tx, orders []*Order) ([]dockRow, error) {
	var suppliers, warehouses []id.ID
	for _, o := range orders {
		suppliers, warehouses = append(suppliers, id.ID(o.Supplier)), append(warehouses, id.ID(o.Warehouse))
	}
	firms, err := d.Suppliers.Titles(ctx, tx, suppliers)
	if err != nil {
		return nil, err
	}
	places, err := d.warehouses.Titles(ctx, tx, warehouses)
	rows := make([]dockRow, len(orders))
	for i, o := range orders {
		rows[i] = dockRow{Order: o, SupplierName: firms[suppliers[i]], WarehouseName: places[warehouses[i]], Late: late(o.Due, tx.Today())}
		for n := range o.Lines {
			rows[i].Waits += o.Lines[n].Open()
		}
	}
	return rows, err
}

func late(due *cal.Date, today cal.Date) int {
	if due == nil {
		return 0
	}
	return max(0, int(today-*due))
}

// scanPage is one order at the dock.
type scanPage struct {
	dockRow
	Open  bool
	Lines string // what the script must know, as JSON
}

// scanLine is an order line as the script counts it.
type scanLine struct {
	No       int32     `json:"no"`
	Code     string    `json:"code"`
	Name     string    `json:"name"`
	Barcode  string    `json:"barcode"`
	Expected fixed.Qty `json:"expected"` // still to come
	Most     fixed.Qty `json:"most"`     // may come, with the supplier's tolerance
}

// scan is the page of one order.
func (d *dock) scan(ctx context.Context, r *web.Request) (web.Answer, error) {
	key, err := r.Key("id")
	if err != nil {
		return web.Answer{}, err
	}
	var page scanPage
	err = r.View(ctx, func(tx *pg.Tx) error {
		o, err := d.Orders.Def.Get(ctx, tx, key)
		if err != nil {
			return err
		}
		rows, err := d.rows(ctx, tx, []*Order{o})
		if err != nil {
			return err
		}
		lines, err := d.lines(ctx, tx, o)
		if err != nil {
			return err
		}
		raw, err := json.Marshal(lines)
		page = scanPage{dockRow: rows[0], Open: o.State == Approved || o.State == Receiving, Lines: string(raw)}
		return err
	})
	return web.HTML(pages, "scan", page).Title(page.title()).
		Style("/static/dock.css").Script("/static/scan.js", "/static/dock.js"), err
}

func (p *scanPage) title() string {
	if p.Order == nil {
		return ""
	}
	return p.Number
}

func (d *dock) lines(ctx context.Context, tx *pg.Tx, o *Order) ([]scanLine, error) {
	supplier, err := d.Suppliers.Get(ctx, tx, id.ID(o.Supplier))
	if err != nil {
		return nil, err
	}
	barcodes, err := d.catalog.Barcodes(ctx, tx, o.skus())
	lines := make([]scanLine, len(o.Lines))
	for i := range o.Lines {
		l := &o.Lines[i]
		lines[i] = scanLine{No: l.No, Code: l.Code, Name: l.Name, Barcode: barcodes[l.SKU], Expected: l.Open(), Most: l.most(supplier.Over) - l.Received}
	}
	return lines, err
}

// scanned is what the script sends: the same key again is the same receipt, however often the network fails.
type scanned struct {
	Key         string        `json:"key"`
	WithInvoice bool          `json:"with_invoice"`
	Delivery    string        `json:"delivery"`
	Lines       []scannedLine `json:"lines"`
}

type scannedLine struct {
	OrderLine int32     `json:"order_line"`
	Qty       fixed.Qty `json:"qty"`
	Rejected  fixed.Qty `json:"rejected"`
}

// receive takes what was scanned, once, and answers with the receipt's number or with what is wrong.
func (d *dock) receive(ctx context.Context, r *web.Request) (web.Answer, error) {
	key, err := r.Key("id")
	if err != nil {
		return web.Answer{}, err
	}
	var in scanned
	if err := r.JSON(&in); err != nil {
		return web.Answer{}, err
	}
	if in.Key == "" || len(in.Lines) == 0 {
		return refused(r, fault.New(fault.Invalid, "dock.none", nil))
	}
	var number []byte
	err = r.Do(ctx, func(tx *pg.Tx) error {
		number, _, err = tx.Once(ctx, "receive "+in.Key, r.Body, func() ([]byte, error) { return d.take(ctx, tx, key, in) })
		return err
	})
	if err != nil {
		return refused(r, err)
	}
	return web.JSON(map[string]string{"number": string(number)}), nil
}

func (d *dock) take(ctx context.Context, tx *pg.Tx, key id.ID, in scanned) ([]byte, error) {
	input, err := json.Marshal(map[string]any{"with_invoice": in.WithInvoice, "delivery": in.Delivery, "lines": in.Lines})
	if err != nil {
		return nil, err
	}
	if _, err := d.Orders.Def.Take(ctx, tx, key, 0, "receive", input); err != nil {
		return nil, err
	}
	var number string
	err = tx.QueryRow(ctx, "select number from purchasing.receipt where purchase = $1 order by id desc limit 1", ref.Purchase(key)).Scan(&number)
	return []byte(number), err
}

// refused tells a script what is wrong in the person's words. Other errors are ours.
func refused(r *web.Request, err error) (web.Answer, error) {
	var texts []string
	for _, f := range fault.All(err) {
		texts = append(texts, r.Message(f))
	}
	if len(texts) == 0 {
		return web.Answer{}, err
	}
	return web.JSON(map[string]string{"refused": strings.Join(texts, " ")}).Status(web.StatusOf(err)), nil
}
