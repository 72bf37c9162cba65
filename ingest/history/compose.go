package history

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"hesuan/internal/cal"
	"hesuan/internal/ref"
)

// Plan is the whole past of a file: what must be there, then the documents in the order in which they happened.
type Plan struct {
	File    *File
	Masters Masters
	Steps   []Step
}

// composer makes the plan.
type composer struct {
	plan      *Plan
	samples   map[string]*sample // by upper-case code
	customers map[string]*Customer
	bought    map[purchase][]*OrderLine // in the order of buying
	left      map[*OrderLine]remainder
}

// Compose makes the documents of a file. The same file always makes the same documents.
func Compose(f *File, zone *time.Location) *Plan {
	c := &composer{plan: &Plan{File: f}, samples: map[string]*sample{}, customers: map[string]*Customer{},
		bought: map[purchase][]*OrderLine{}, left: map[*OrderLine]remainder{}}
	c.plan.Masters = Places()
	c.learn(f.Lines)
	invoices := c.invoices(f.Lines)
	for _, lines := range invoices {
		c.invoice(lines)
	}
	c.plan.Steps = slices.Concat(c.opening(start(invoices, zone)), c.plan.Steps, journals(f))
	return c.plan
}

// Places is what is the same for every file of this form: where goods are sold and kept, and the categories, charges first.
func Places() Masters {
	return Masters{Channel: key[ref.Channel]("channel", ""), Warehouse: key[ref.Warehouse]("warehouse", ""), Country: "United Kingdom", Categories: categories()}
}

// start is the midnight before the day of the first invoice.
func start(invoices [][]*Line, zone *time.Location) time.Time {
	if len(invoices) == 0 {
		return time.Time{}
	}
	return cal.On(invoices[0][0].At, zone).Add(-1).Start(zone).UTC()
}

// invoices gathers the lines that become documents, by invoice, in the order of their first timestamps.
func (c *composer) invoices(lines []Line) [][]*Line {
	var all [][]*Line
	at := map[string]int{}
	for i := range lines {
		l := &lines[i]
		if l.Kind == BadDebt || l.Kind == Duplicate || l.Kind == Rejected {
			continue
		}
		n, known := at[l.Invoice]
		if !known {
			n = len(all)
			at[l.Invoice] = n
			all = append(all, nil)
		}
		all[n] = append(all[n], l)
	}
	slices.SortStableFunc(all, func(a, b []*Line) int { return a[0].At.Compare(b[0].At) })
	return all
}

// invoice makes the documents of one invoice: what was found comes in before what is sold goes out.
func (c *composer) invoice(lines []*Line) {
	first := lines[0]
	var sold, back, found, lost []*Line
	for _, l := range lines {
		switch {
		case l.Kind == WriteOff:
			lost = append(lost, l)
		case l.Kind == Found && l.Customer == "":
			found = append(found, l)
		case l.Qty < 0:
			back = append(back, l)
		default:
			sold = append(sold, l)
		}
	}
	customer := c.customer(first)
	c.adjust(first, "found", found)
	c.order(first, customer, sold)
	c.adjust(first, "loss", lost)
	c.giveBack(first, customer, back)
}

func (c *composer) customer(l *Line) *Customer {
	made := c.customers[l.Customer]
	if made == nil {
		made = &Customer{ID: key[ref.Customer]("customer", l.Customer), Code: l.Customer, Name: "Customer " + l.Customer, Country: l.Country}
		if l.Customer == "" {
			made.Code, made.Name, made.Country, made.WalkIn = "WALK-IN", "Walk-in customer", "", true
		}
		c.customers[l.Customer] = made
		c.plan.Masters.Customers = append(c.plan.Masters.Customers, made)
	}
	return made
}

func (c *composer) sku(l *Line) *SKU { return c.samples[strings.ToUpper(l.Code)].sku }

func (c *composer) order(first *Line, customer *Customer, lines []*Line) {
	if len(lines) == 0 {
		return
	}
	o := &Order{ID: key[ref.Order]("order", first.Invoice), Customer: customer, Country: first.Country,
		Head: Head{Invoice: first.Invoice, Number: "SO-" + first.Invoice, At: first.At}}
	for _, l := range lines {
		line := &OrderLine{No: l.No, SKU: c.sku(l), Qty: l.Qty, Price: l.Price, order: o}
		o.Lines = append(o.Lines, line)
		c.remember(customer, line)
	}
	c.plan.Steps = append(c.plan.Steps, Step{Order: o})
}

func (c *composer) adjust(first *Line, reason string, lines []*Line) {
	if len(lines) == 0 {
		return
	}
	number := fmt.Sprintf("SA-%s-%s", first.Invoice, reason)
	a := &Adjustment{ID: key[ref.Adjustment]("adjustment", number), Reason: reason, Head: Head{Invoice: first.Invoice, Number: number, At: first.At}}
	var remarks []string
	for _, l := range lines {
		a.Lines = append(a.Lines, AdjustmentLine{No: l.No, SKU: c.sku(l), Qty: l.Qty})
		if l.Name != "" && !slices.Contains(remarks, l.Name) {
			remarks = append(remarks, l.Name)
		}
	}
	a.Note = strings.Join(remarks, "; ")
	c.plan.Steps = append(c.plan.Steps, Step{Adjustment: a})
}
