package inventory

import (
	"context"
	"slices"

	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/number"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

// Posting is a set of moves with one source 出入库单: an entry of the ledger of goods.
type Posting struct {
	resource.Doc[ref.Posting]
	Kind         string  `json:"kind"` // receipt, shipment, return, adjust, opening
	SourceType   string  `json:"source_type"`
	Source       ref.Any `json:"source"`
	SourceNumber string  `json:"source_number"`
	Lines        []Move  `json:"lines"`
}

// Move is goods going from one place to another, with their value at cost.
type Move struct {
	resource.Line
	SKU       ref.SKU       `json:"sku"`
	Category  ref.Category  `json:"category,omitzero"`
	FromPlace ref.Warehouse `json:"from_place"`
	ToPlace   ref.Warehouse `json:"to_place"`
	Qty       fixed.Qty     `json:"qty"`
	Value     fixed.Amount  `json:"value"`
}

func postings() *resource.Def[Posting] {
	return resource.Define(resource.Def[Posting]{Meta: resource.Meta{
		Name: "inventory.posting", Icon: "arrows-exchange", Title: []string{"number"}, Sort: "-at", Prefix: "SM", Ledger: true,
		Bounds: []resource.Bound{{Kind: "warehouse", Columns: []string{"from_place", "to_place"}, Lines: true}},
		Fields: resource.Fields{
			resource.Text("number", 40).Find().Col().RO(), resource.Choice("kind", Kinds...).Col().RO(),
			resource.Instant("at").Col().RO(), resource.Text("source_number", 40).Tails().Col().RO(),
		},
		Lines: resource.Fields{
			resource.Link("sku", "catalog.sku").RO(), resource.Quantity("qty").RO(), resource.Money("value").RO(),
		},
	}})
}

// Kinds are the reasons for which goods move.
var Kinds = []string{"receipt", "shipment", "return", "adjust", "opening"}

// Receive puts goods with their value into a warehouse (INV-02).
func (r *Room) Receive(ctx context.Context, tx *pg.Tx, kind string, source ref.Doc, from, warehouse ref.Warehouse, goods []ref.Goods) error {
	moves := make([]Move, len(goods))
	for i, g := range goods {
		moves[i] = Move{SKU: g.SKU, Category: g.Category, FromPlace: from, ToPlace: warehouse, Qty: g.Qty, Value: g.Value}
	}
	return r.post(ctx, tx, kind, source, moves)
}

// Issue takes goods out of a warehouse at their average cost and tells the value of each.
// Goods that are reserved for others stay: too few free ones are a Conflict.
func (r *Room) Issue(ctx context.Context, tx *pg.Tx, kind string, source ref.Doc, warehouse, to ref.Warehouse, goods []ref.Goods) ([]ref.Goods, error) {
	moves := make([]Move, len(goods))
	for i, g := range goods {
		moves[i] = Move{SKU: g.SKU, Category: g.Category, FromPlace: warehouse, ToPlace: to, Qty: g.Qty}
	}
	if err := r.post(ctx, tx, kind, source, moves); err != nil {
		return nil, err
	}
	valued := slices.Clone(goods)
	for i := range valued {
		valued[i].Value = moves[i].Value
	}
	return valued, nil
}

// Sell takes goods that nobody reserved out for a customer, over the counter.
func (r *Room) Sell(ctx context.Context, tx *pg.Tx, source ref.Doc, warehouse ref.Warehouse, goods []ref.Goods) ([]ref.Goods, error) {
	return r.Issue(ctx, tx, "shipment", source, warehouse, Customer, goods)
}

// post values the moves, changes what is on hand and writes the ledger entry. moves get their values.
func (r *Room) post(ctx context.Context, tx *pg.Tx, kind string, source ref.Doc, moves []Move) error {
	stock, err := lock(ctx, tx, keysOf(moves))
	if err != nil {
		return err
	}
	for i := range moves {
		if err := stock.apply(&moves[i]); err != nil {
			return err
		}
	}
	if err := stock.save(ctx, tx); err != nil {
		return err
	}
	posting := &Posting{Kind: kind, SourceType: source.Type, Source: source.ID, SourceNumber: source.Number, Lines: moves}
	posting.State, posting.At = "posted", tx.Now
	resource.Freeze(tx, posting)
	if posting.Number, err = number.Next(ctx, tx, r.Postings.Name, r.Postings.Prefix); err != nil {
		return err
	}
	return r.Postings.Insert(ctx, tx, posting, "post")
}

func keysOf(moves []Move) []key {
	var keys []key
	for _, m := range moves {
		for _, place := range []ref.Warehouse{m.FromPlace, m.ToPlace} {
			if !virtual(place) {
				keys = append(keys, key{m.SKU, place})
			}
		}
	}
	return keys
}

func virtual(place ref.Warehouse) bool {
	return slices.Contains([]ref.Warehouse{Supplier, Customer, Loss, Found, Opening, Cost}, place)
}

// apply moves goods between the locked rows and values an issue.
func (s *shelf) apply(m *Move) error {
	if m.Qty <= 0 {
		return fault.New(fault.Invalid, "inventory.qty.positive", fault.Args{"line": m.No})
	}
	if !virtual(m.FromPlace) {
		row := s.rows[key{m.SKU, m.FromPlace}]
		if row.onHand-row.reserved < m.Qty {
			return short(m.SKU, m.Qty, row.onHand-row.reserved)
		}
		value, err := row.take(m.Qty)
		if err != nil {
			return err
		}
		m.Value = value
	}
	if !virtual(m.ToPlace) {
		row := s.rows[key{m.SKU, m.ToPlace}]
		row.onHand += m.Qty
		row.value += m.Value
	}
	return nil
}

func short(sku ref.SKU, wanted, free fixed.Qty) *fault.Fault {
	return fault.New(fault.Conflict, "inventory.stock.short", fault.Args{"sku": sku.String(), "wanted": wanted, "free": free})
}

// TakeBack puts returned goods back at the cost they left with: good ones into the
// warehouse, defective ones into its defective warehouse, or, where it has none, in and
// straight out again as a loss, whose value it tells (ORD-15).
func (r *Room) TakeBack(ctx context.Context, tx *pg.Tx, source ref.Doc, warehouse ref.Warehouse, good, defective []ref.Goods) (lost fixed.Amount, err error) {
	if len(good) > 0 {
		if err := r.Receive(ctx, tx, "return", source, Customer, warehouse, good); err != nil {
			return 0, err
		}
	}
	if len(defective) == 0 {
		return 0, nil
	}
	home, err := r.Warehouses.Get(ctx, tx, id.ID(warehouse))
	if err != nil {
		return 0, err
	}
	if !home.Defective.IsZero() {
		return 0, r.Receive(ctx, tx, "return", source, Customer, home.Defective, defective)
	}
	if err := r.Receive(ctx, tx, "return", source, Customer, warehouse, defective); err != nil {
		return 0, err
	}
	gone, err := r.Issue(ctx, tx, "adjust", source, warehouse, Loss, defective)
	for _, g := range gone {
		lost += g.Value
	}
	return lost, err
}
