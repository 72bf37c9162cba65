package sales

import (
	"context"
	"encoding/json"
	"strings"

	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/money"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
	"hesuan/internal/web"
)

// entryPath is where orders are typed and scanned in 录单; it is also the place of their drafts.
const entryPath = "/sales/entry"

// Desk is what the room's pages ask the other rooms.
type Desk interface {
	// Goods finds SKUs by barcode, code, name or initials of pinyin; exact says that a barcode or a code was met.
	Goods(ctx context.Context, tx *pg.Tx, text string, limit int) (found []Goods, exact bool, err error)
	// Levels are what is there of SKUs in every warehouse.
	Levels(ctx context.Context, tx *pg.Tx, skus []ref.SKU) ([]Level, error)
	// Lists name the price lists that SKUs' prices in a channel come from; a SKU at its own list price is absent.
	Lists(ctx context.Context, tx *pg.Tx, channel ref.Channel, skus []ref.SKU) (map[ref.SKU]string, error)
	// Buyers finds customers by the end of their phone, by name or by initials of pinyin.
	Buyers(ctx context.Context, tx *pg.Tx, text string, limit int) ([]Buyer, error)
	// Admit makes a customer, or finds the one who has that phone.
	Admit(ctx context.Context, tx *pg.Tx, b Buyer) (Buyer, error)
	// Barcodes are those of SKUs that have one.
	Barcodes(ctx context.Context, tx *pg.Tx, skus []ref.SKU) (map[ref.SKU]string, error)
	Channels(ctx context.Context, tx *pg.Tx) ([]resource.Option, error)
	Warehouses(ctx context.Context, tx *pg.Tx) ([]resource.Option, error)
}

type (
	// Goods is a SKU as the entry shows it.
	Goods struct {
		SKU     ref.SKU `json:"sku"`
		Code    string  `json:"code"`
		Name    string  `json:"name"`
		Barcode string  `json:"barcode,omitempty"`
		Unit    string  `json:"unit,omitempty"`
	}
	// Level is what is there of a SKU in a warehouse.
	Level struct {
		SKU       ref.SKU
		Warehouse ref.Warehouse
		OnHand    fixed.Qty
		Free      fixed.Qty
		Value     fixed.Amount
	}
	// Buyer is a customer as the entry shows one.
	Buyer struct {
		ID       ref.Customer `json:"id,omitzero"`
		Name     string       `json:"name"`
		Phone    string       `json:"phone"`
		Province string       `json:"province"`
		City     string       `json:"city"`
		Address  string       `json:"address"`
		Level    string       `json:"level,omitempty"`
		Blocked  bool         `json:"blocked,omitempty"`
	}
)

// counter is the entry of orders: what a clerk does three hundred times a day.
type counter struct {
	*Room
	desk Desk
}

// entryPage is what the page begins with.
type entryPage struct {
	Channels   []resource.Option
	Warehouses []resource.Option
	Drafts     string // parked and unfinished entries, as JSON
	Symbol     string
	Margin     bool
	Backorder  bool
	Admit      bool
	Undo       bool
	At         string
}

func (c *counter) page(ctx context.Context, r *web.Request) (web.Answer, error) {
	page := entryPage{Symbol: money.Symbol(c.currency), Margin: r.Can(marginRight), Admit: r.Can("crm.customer.edit"),
		Backorder: r.Can(c.Orders.Def.Right("backorder")), Undo: r.Can(c.Orders.Def.Right("cancel")), At: r.Path}
	err := r.View(ctx, func(tx *pg.Tx) (err error) {
		if page.Channels, err = c.desk.Channels(ctx, tx); err != nil {
			return err
		}
		if page.Warehouses, err = c.desk.Warehouses(ctx, tx); err != nil {
			return err
		}
		drafts, err := web.Drafts(ctx, tx, entryPath)
		if err != nil {
			return err
		}
		raw, err := json.Marshal(drafts)
		page.Drafts = string(raw)
		return err
	})
	return web.HTML(pages, "entry", page).Title(r.Text("sales.entry")).Style("/static/sales/entry.css").
		Script("/static/scan.js", "/static/sales/entry_pick.js", "/static/sales/entry.js"), err
}

// found is the answer to a scan or a search: goods with what may be promised of them.
type found struct {
	Goods
	Free fixed.Qty `json:"free"`
}

// goods answers a scan or a search.
func (c *counter) goods(ctx context.Context, r *web.Request) (web.Answer, error) {
	answer := struct {
		Exact bool    `json:"exact"`
		Goods []found `json:"goods"`
	}{Goods: []found{}}
	warehouse, _ := id.Parse[any](r.Get("warehouse"))
	err := r.View(ctx, func(tx *pg.Tx) error {
		goods, exact, err := c.desk.Goods(ctx, tx, plain(r.Get("q")), 8)
		if err != nil {
			return err
		}
		answer.Exact = exact
		skus := make([]ref.SKU, len(goods))
		for i, g := range goods {
			skus[i] = g.SKU
			answer.Goods = append(answer.Goods, found{Goods: g})
		}
		if len(skus) == 0 {
			return nil
		}
		levels, err := c.desk.Levels(ctx, tx, skus)
		for _, l := range levels {
			for i := range answer.Goods {
				if l.SKU == answer.Goods[i].SKU && l.Warehouse == ref.Warehouse(warehouse) {
					answer.Goods[i].Free = l.Free
				}
			}
		}
		return err
	})
	return web.JSON(answer), err
}

func (c *counter) customers(ctx context.Context, r *web.Request) (web.Answer, error) {
	buyers := []Buyer{}
	err := r.View(ctx, func(tx *pg.Tx) error {
		some, err := c.desk.Buyers(ctx, tx, plain(r.Get("q")), 8)
		buyers = append(buyers, some...)
		return err
	})
	return web.JSON(buyers), err
}

// admit makes a customer without leaving the order.
func (c *counter) admit(ctx context.Context, r *web.Request) (web.Answer, error) {
	var b Buyer
	if err := r.JSON(&b); err != nil {
		return web.Answer{}, err
	}
	if b.Name, b.Phone = strings.TrimSpace(b.Name), plain(b.Phone); b.Name == "" {
		return refused(r, fault.New(fault.Invalid, "core.field.required", nil).At("name"))
	}
	err := r.Do(ctx, func(tx *pg.Tx) (err error) {
		b, err = c.desk.Admit(ctx, tx, b)
		return err
	})
	if err != nil {
		return refused(r, err)
	}
	return web.JSON(b), nil
}

// refusal is one fault of an entry, beside the field it belongs to.
type refusal struct {
	Field string `json:"field"`
	Text  string `json:"text"`
}

func refusals(r *web.Request, faults fault.List) []refusal {
	all := []refusal{}
	for _, f := range faults {
		all = append(all, refusal{f.Field, r.Message(f)})
	}
	return all
}

// refused tells the script what is wrong in the person's words; other errors are ours.
func refused(r *web.Request, err error) (web.Answer, error) {
	faults := fault.All(err)
	if len(faults) == 0 || faults[0].Kind == fault.Forbidden {
		return web.Answer{}, err
	}
	return web.JSON(map[string]any{"faults": refusals(r, faults)}).Status(web.StatusOf(err)), nil
}
