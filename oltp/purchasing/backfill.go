package purchasing

import (
	"context"
	"time"

	"hesuan/internal/cal"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

// Past is an order as it was approved (nothing received, Approved and At set) and what came of it, in order.
type Past struct {
	Order    *Order
	Arrivals []Arrived
	Closed   time.Time // closed short, for Order.Reason; zero: it was not
}

// Arrived is a receipt of a past order: its lines name order lines by number and carry quantities; Backfill values them.
// Event, if set, is the identifier of its event, so that the caller's moves and vouchers can name it as their cause.
type Arrived struct {
	Receipt *Receipt
	Event   id.ID
	// Billed is when the invoice of a receipt without one came, and Bill the event of that; zero: it came with the goods or is to come.
	Billed  time.Time
	Bill    id.ID
	Invoice string // its number
}

// Batch is what an import or a demo brings: master data, and orders with their receipts.
type Batch struct {
	Suppliers []*Supplier
	Items     []*Item
	Orders    []Past
}

// Backfill writes a batch by COPY, with the rows and events that the steps would have written: approve, receive and post for each
// arrival. It moves no stock and posts no vouchers: the caller backfills those rooms with the receipts, which carry cost and VAT then.
// Orders bring SKU codes, names, categories and rates on their lines; amounts are computed here.
func (r *Room) Backfill(ctx context.Context, tx *pg.Tx, b Batch) error {
	if err := created(ctx, tx, r.Suppliers, b.Suppliers); err != nil {
		return err
	}
	if err := created(ctx, tx, r.Items, b.Items); err != nil {
		return err
	}
	if len(b.Orders) == 0 {
		return nil
	}
	if err := r.name(ctx, tx, b.Orders); err != nil {
		return err
	}
	orders := make([][]resource.Told[Order], len(b.Orders))
	var receipts [][]resource.Told[Receipt]
	for i := range b.Orders {
		life, came, err := r.relive(tx, &b.Orders[i])
		if err != nil {
			return err
		}
		orders[i], receipts = life, append(receipts, came...)
	}
	if err := r.Orders.Def.Backfill(ctx, tx, orders...); err != nil {
		return err
	}
	return r.Receipts.Def.Backfill(ctx, tx, receipts...)
}

func created[T any](ctx context.Context, tx *pg.Tx, def *resource.Def[T], rows []*T) error {
	if len(rows) == 0 {
		return nil
	}
	lives := make([][]resource.Told[T], len(rows))
	for i, row := range rows {
		lives[i] = []resource.Told[T]{{Step: "create", Row: row}}
	}
	return def.Backfill(ctx, tx, lives...)
}

// name gives numbers and keys to all documents at once.
func (r *Room) name(ctx context.Context, tx *pg.Tx, past []Past) error {
	count, next := 0, 0
	for _, p := range past {
		count += len(p.Arrivals)
	}
	orders, err := numbers(ctx, tx, r.Orders.Def.Info(), len(past))
	if err != nil {
		return err
	}
	receipts, err := numbers(ctx, tx, r.Receipts.Def.Info(), count)
	if err != nil {
		return err
	}
	for i := range past {
		o := past[i].Order
		if o.Number == "" {
			o.Number = orders[i]
		}
		if o.ID.IsZero() {
			o.ID = ref.Purchase(id.New[any]())
		}
		for j := range past[i].Arrivals {
			a := &past[i].Arrivals[j]
			if a.Receipt.Number == "" {
				a.Receipt.Number = receipts[next]
			}
			next++
			if a.Receipt.ID.IsZero() {
				a.Receipt.ID = ReceiptID(id.New[any]())
			}
			if a.Event.IsZero() {
				a.Event = id.New[any]()
			}
		}
	}
	return nil
}

// relive takes a past order through its steps without writing: a state of the order for each event, the last of them in p.Order.
func (r *Room) relive(tx *pg.Tx, p *Past) (life []resource.Told[Order], came [][]resource.Told[Receipt], err error) {
	o := p.Order
	o.State = Approved
	reason := o.Reason
	o.Reason = ""
	if o.Currency == "" || o.Currency == r.currency {
		o.Currency, o.Exchange = r.currency, 10_000
	}
	resource.Freeze(tx, o)
	r.Orders.Def.NumberLines(o)
	if err := o.Compute(); err != nil {
		return nil, nil, err
	}
	life = append(life, resource.Told[Order]{Step: "approve", Row: r.Orders.Def.Clone(o), When: o.At})
	for _, a := range p.Arrivals {
		if err := r.revalue(o, a.Receipt); err != nil {
			return nil, nil, err
		}
		if a.Receipt.At.IsZero() {
			a.Receipt.At = o.At
		}
		resource.Freeze(tx, a.Receipt)
		received := id.New[any]()
		came = append(came, r.relived(a, received))
		o.apply(a.Receipt)
		life = append(life, resource.Told[Order]{Step: "receive", Row: r.Orders.Def.Clone(o), Event: received, When: a.Receipt.At})
	}
	if !p.Closed.IsZero() {
		o.State, o.Reason = Closed, reason
		life = append(life, resource.Told[Order]{Step: "close", When: p.Closed})
	}
	life[len(life)-1].Row = o
	return life, came, nil
}

// relived are the events of a receipt: it came, and, if that was later, so did its invoice.
func (r *Room) relived(a Arrived, received id.ID) []resource.Told[Receipt] {
	life := []resource.Told[Receipt]{{Step: "post", Row: a.Receipt, Event: a.Event, Cause: ref.Event(received), When: a.Receipt.At}}
	if a.Billed.IsZero() {
		return life
	}
	life[0].Row = r.Receipts.Def.Clone(a.Receipt)
	a.Receipt.State, a.Receipt.Invoice = Posted, a.Invoice
	return append(life, resource.Told[Receipt]{Step: "invoice", Row: a.Receipt, Event: a.Bill, When: a.Billed})
}

// revalue fills a past receipt in from its order, as receiving would have.
func (r *Room) revalue(o *Order, receipt *Receipt) error {
	takes := make([]take, len(receipt.Lines))
	for i, l := range receipt.Lines {
		takes[i] = take{line: o.Line(l.OrderLine), qty: l.Qty, rejected: l.Rejected}
	}
	filled, err := r.receipt(o, &Arrival{WithInvoice: receipt.WithInvoice, Delivery: receipt.Delivery, Note: receipt.Note}, takes)
	if err != nil {
		return err
	}
	filled.Doc = receipt.Doc
	filled.State, filled.Note, filled.Invoice = Estimated, receipt.Note, receipt.Invoice
	if filled.WithInvoice {
		filled.State = Posted
	}
	*receipt = *filled
	return nil
}

// PastOrder is a past order ready for Backfill: approved at the start of a day, its lines due on another.
func PastOrder(tx *pg.Tx, supplier *Supplier, warehouse ref.Warehouse, day cal.Date, lines []OrderLine) *Order {
	at := day.Start(tx.Zone).UTC()
	due := day.Add(int(supplier.LeadDays))
	for i := range lines {
		lines[i].Due = &due
	}
	o := &Order{Supplier: supplier.ID, Warehouse: warehouse, Currency: supplier.Currency, Approved: &at, Due: &due, Lines: lines}
	o.At = at
	return o
}
