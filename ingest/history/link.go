package history

import (
	"strconv"

	"hesuan/internal/fixed"
	"hesuan/internal/ref"
)

// purchase is what a return is looked up by.
type purchase struct {
	customer *Customer
	sku      *SKU
}

// remainder is what of an order line has not come back yet.
type remainder struct {
	qty    fixed.Qty
	amount fixed.Amount
}

func (c *composer) remember(customer *Customer, l *OrderLine) {
	if customer.WalkIn || l.SKU.Charge {
		return
	}
	amount, _ := l.Price.Times(l.Qty)
	c.left[l] = remainder{l.Qty, amount}
	of := purchase{customer, l.SKU}
	c.bought[of] = append(c.bought[of], l)
}

// giveBack makes the returns of a cancellation: one for each order that it takes goods back from, one for goods whose
// order is not known, one for charges. Where an order has a SKU on two lines that both take part of one line of the file, there are two.
func (c *composer) giveBack(first *Line, customer *Customer, lines []*Line) {
	var returns []*Return
	add := func(o *Order, goods bool, line *ReturnLine) {
		for _, r := range returns {
			if r.Order == o && r.Goods == goods && !r.has(line.No) {
				r.Lines = append(r.Lines, line)
				return
			}
		}
		number := "RT-" + first.Invoice + "-" + strconv.Itoa(len(returns)+1)
		returns = append(returns, &Return{ID: key[ref.Return]("return", number), Head: Head{first.Invoice, number, first.At},
			Customer: customer, Country: first.Country, Order: o, Goods: goods, Lines: []*ReturnLine{line}})
	}
	for _, l := range lines {
		rest := &ReturnLine{No: l.No, SKU: c.sku(l), Qty: -l.Qty, Price: l.Price}
		for _, part := range c.link(customer, rest) {
			add(part.Of.order, true, part)
		}
		if rest.Qty > 0 {
			add(nil, !rest.SKU.Charge, rest)
		}
	}
	for _, r := range returns {
		c.plan.Steps = append(c.plan.Steps, Step{Return: r})
	}
}

func (r *Return) has(no int32) bool {
	for _, l := range r.Lines {
		if l.No == no {
			return true
		}
	}
	return false
}

// link takes from a returned line the parts that belong to orders, the newest first: those at the same price, then others.
func (c *composer) link(customer *Customer, rest *ReturnLine) (parts []*ReturnLine) {
	bought := c.bought[purchase{customer, rest.SKU}]
	for _, same := range []bool{true, false} {
		for i := len(bought) - 1; i >= 0 && rest.Qty > 0; i-- {
			of := bought[i]
			if qty := c.left[of].fit(rest); qty > 0 && (of.Price == rest.Price) == same {
				part := &ReturnLine{No: rest.No, SKU: rest.SKU, Qty: qty, Price: rest.Price, Of: of}
				c.left[of] = remainder{c.left[of].qty - qty, c.left[of].amount - part.Amount()}
				of.Back = append(of.Back, part)
				parts = append(parts, part)
				rest.Qty -= qty
			}
		}
	}
	return parts
}

// fit is how much of a returned line a remainder can take: no more goods and no more money than are left, in whole units.
func (r remainder) fit(l *ReturnLine) fixed.Qty {
	qty := min(r.qty, l.Qty)
	if l.Price > 0 {
		qty = min(qty, fixed.Units(int64(r.amount)/int64(l.Price)))
	}
	return qty
}
