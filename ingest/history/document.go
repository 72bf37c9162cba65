package history

import (
	"time"

	"hesuan/internal/fixed"
	"hesuan/internal/ref"
)

// SKU is goods, or a charge, which is not stocked.
type SKU struct {
	ID       ref.SKU
	Code     string
	Name     string
	Category ref.Category
	Price    fixed.Amount // median of the prices at which it was sold
	Cost     fixed.Amount // of a piece, as long as no better one is known
	Charge   bool
	Fee      bool // a charge that the company pays
}

// Category is a group of SKUs.
type Category struct {
	ID         ref.Category
	Code, Name string
}

// Customer is a buyer; the walk-in customer stands for those nobody knows.
type Customer struct {
	ID      ref.Customer
	Code    string
	Name    string
	Country string
	WalkIn  bool
}

// Masters is what there must be before the first document.
type Masters struct {
	Channel    ref.Channel
	Warehouse  ref.Warehouse
	Country    string // of the warehouse
	Categories []*Category
	SKUs       []*SKU
	Customers  []*Customer
}

// Head is what every document of the past has.
type Head struct {
	Invoice string
	Number  string
	At      time.Time
}

// Step is one document; the rooms write what follows from it too. Exactly one of the fields is set.
type Step struct {
	Order      *Order
	Return     *Return
	Adjustment *Adjustment
	Journal    *Import
}

// Order is a sale, shipped, paid and completed at once.
type Order struct {
	ID ref.Order
	Head
	Customer *Customer
	Country  string
	Lines    []*OrderLine
}

// OrderLine is one line of the file. Back are the returns to come, in their order.
type OrderLine struct {
	No    int32
	SKU   *SKU
	Qty   fixed.Qty
	Price fixed.Amount
	Back  []*ReturnLine
	order *Order
}

// Return is goods coming back with their money, or money alone; Order is nil where it is not known.
type Return struct {
	ID ref.Return
	Head
	Customer *Customer
	Country  string
	Order    *Order
	Goods    bool
	Lines    []*ReturnLine
}

// ReturnLine is one line of the file, or the part of it that belongs to Of.
type ReturnLine struct {
	No    int32
	SKU   *SKU
	Qty   fixed.Qty // positive
	Price fixed.Amount
	Of    *OrderLine
	Cost  fixed.Amount // of what was sold with an order, told by the rooms when they write that order
}

// Amount is what the line gives back.
func (l *ReturnLine) Amount() fixed.Amount {
	amount, _ := l.Price.Times(l.Qty)
	return amount
}

// Adjustment is stock found or lost, or the stock that a company begins with.
type Adjustment struct {
	ID ref.Adjustment
	Head
	Reason string // opening, found, loss
	Note   string
	Lines  []AdjustmentLine
}

// AdjustmentLine is a gain, or a loss where Qty is negative.
type AdjustmentLine struct {
	No  int32
	SKU *SKU
	Qty fixed.Qty
}
