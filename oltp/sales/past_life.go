package sales

import (
	"context"
	"time"

	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/money"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

// Life is an order of the past as its steps are told, in their order: each changes the order as the step of the room would, and gives
// its event, which the caller names as the cause of what follows in other rooms.
type Life struct {
	Order *Order
	past  *Past
	told  []resource.Told[Order]
}

// Place begins a life. Lines come with what they are called, their rates and prices; the room computes the amounts.
func (p *Past) Place(tx *pg.Tx, o *Order) (*Life, error) {
	p.room.Orders.Def.NumberLines(o)
	if err := o.Compute(money.Decimals(o.Currency)); err != nil {
		return nil, err
	}
	o.State = Placed
	if o.ID.IsZero() {
		o.ID = ref.Order(id.New[any]())
	}
	resource.Freeze(tx, o)
	l := &Life{Order: o, past: p}
	l.tell("place", o.At, ref.Event{})
	p.lives = append(p.lives, l)
	return l, nil
}

func (l *Life) tell(step string, at time.Time, cause ref.Event) id.ID {
	event := id.New[any]()
	l.told = append(l.told, resource.Told[Order]{Step: step, Row: l.past.room.Orders.Def.Clone(l.Order), Event: event, Cause: cause, When: at})
	return event
}

// Pay tells that all that was owed came.
func (l *Life) Pay(at time.Time) id.ID {
	l.Order.Paid = l.Order.Total
	return l.tell("pay", at, ref.Event{})
}

// Approve, Complete and Cancel tell of these steps.
func (l *Life) Approve(at time.Time) id.ID { return l.become(Approved, "approve", at) }

// Complete ends an order well.
func (l *Life) Complete(at time.Time) id.ID { return l.become(Completed, "complete", at) }

// Cancel ends one that was not shipped.
func (l *Life) Cancel(reason string, at time.Time) id.ID {
	l.Order.Note = joinNote(l.Order.Note, reason)
	return l.become(Cancelled, "cancel", at)
}

func (l *Life) become(state, step string, at time.Time) id.ID {
	l.Order.State = state
	return l.tell(step, at, ref.Event{})
}

// Settle tells what was given back, because of a payment.
func (l *Life) Settle(refunded fixed.Amount, cause id.ID, at time.Time) {
	l.Order.Refunded += refunded
	l.tell("settle", at, ref.Event(cause))
}

// Ship tells of a shipment of lines. fulfil takes its goods out of stock, because of the shipment's event, and values its lines.
func (l *Life) Ship(tx *pg.Tx, s *Shipment, lines []int32, at time.Time, fulfil func(event id.ID) error) error {
	o := l.Order
	s.Order, s.OrderNumber, s.Channel, s.Customer, s.Warehouse = o.ID, o.Number, o.Channel, o.Customer, o.Warehouse
	s.Region, s.Currency, s.At, s.State = o.Region, o.Currency, at, "posted"
	if o.State == Approved {
		s.Freight, s.FreightVAT = o.Freight-o.FreightVAT, o.FreightVAT
	}
	for _, no := range lines {
		line := o.Line(no)
		s.Lines = append(s.Lines, line.shipment(line.Qty-line.Shipped))
	}
	l.past.room.Shipments.Def.NumberLines(s)
	resource.Freeze(tx, s)
	if o.Paid == o.Total { // before anything left; the past knows no other advance
		s.prepaid = s.Amount()
	}
	event := id.New[any]()
	if err := fulfil(event); err != nil {
		return err
	}
	o.apply(s)
	cause := l.tell("ship", at, ref.Event{})
	l.past.shipments = append(l.past.shipments, []resource.Told[Shipment]{{Step: "post", Row: s, Event: event, Cause: ref.Event(cause), When: at}})
	return nil
}

// ReturnLife is a return of an order of the past, as its steps are told.
type ReturnLife struct {
	Return *Return
	order  *Life
	told   []resource.Told[Return]
}

// Request begins a return: its lines name order lines and quantities.
func (l *Life) Request(tx *pg.Tx, r *Return, at time.Time) *ReturnLife {
	o := l.Order
	r.Order, r.OrderNumber, r.Channel, r.Customer, r.Warehouse = o.ID, o.Number, o.Channel, o.Customer, o.Warehouse
	r.Region, r.Currency, r.At, r.State = o.Region, o.Currency, at, "requested"
	for i := range r.Lines {
		line := &r.Lines[i]
		line.from(o.Line(line.OrderLine), claim{})
		r.Amount += line.Amount
		r.VAT += line.VAT
	}
	l.past.room.Returns.Def.NumberLines(r)
	resource.Freeze(tx, r)
	life := &ReturnLife{Return: r, order: l}
	life.tell("request", at)
	l.past.cases = append(l.past.cases, life)
	return life
}

func (l *ReturnLife) tell(step string, at time.Time) id.ID {
	event := id.New[any]()
	l.told = append(l.told, resource.Told[Return]{Step: step, Row: l.order.past.room.Returns.Def.Clone(l.Return), Event: event, When: at})
	return event
}

// Receive tells that the goods of the return's only line came back, and how many of them were defective. restock puts good and
// defective ones into stock, because of the step's event.
func (l *ReturnLife) Receive(defective fixed.Qty, at time.Time, restock func(good, defective ref.Goods, event id.ID) error) (event id.ID, err error) {
	line := &l.Return.Lines[0]
	line.Accepted, line.Defective = line.Qty-defective, defective
	if err := l.order.past.room.takeBack(context.Background(), nil, l.order.Order, l.Return); err != nil {
		return event, err
	}
	part := slice(line.Cost, 0, line.Accepted, line.Qty)
	good := ref.Goods{Line: line.No, SKU: line.SKU, Category: line.Category, Qty: line.Accepted, Value: part}
	bad := ref.Goods{Line: line.No, SKU: line.SKU, Category: line.Category, Qty: defective, Value: line.Cost - part}
	l.Return.State = "received"
	event = l.tell("receive", at)
	l.order.tell("take_back", at, ref.Event(event))
	return event, restock(good, bad, event)
}

// Refund and Reject end a return.
func (l *ReturnLife) Refund(at time.Time) id.ID {
	l.Return.State = "refunded"
	return l.tell("refund", at)
}

// Reject refuses it.
func (l *ReturnLife) Reject(at time.Time) id.ID {
	l.Return.State = "rejected"
	return l.tell("reject", at)
}

// tellLives hands the lives of orders and returns over to be written.
func (p *Past) tellLives() {
	for _, l := range p.lives {
		l.told[len(l.told)-1].Row = l.Order
		p.orders = append(p.orders, l.told)
	}
	for _, c := range p.cases {
		c.told[len(c.told)-1].Row = c.Return
		p.returns = append(p.returns, c.told)
	}
	p.lives, p.cases = nil, nil
}
