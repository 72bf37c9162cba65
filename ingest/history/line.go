package history

import (
	"time"

	"hesuan/internal/fixed"
)

// Line is a line of the file.
type Line struct {
	Row      int    // in the file, the header being 1
	No       int32  // within its invoice, from 1
	Invoice  string // 536365; C… is a cancellation, A… an adjustment
	Code     string
	Name     string
	Qty      fixed.Qty
	At       time.Time
	Price    fixed.Amount
	Customer string // empty: unknown
	Country  string
	Kind     Kind
	Reason   string // of a rejected line
	Twin     int    // of a duplicate, the row that it repeats
	Raw      []string
}

// amount is quantity × price.
func (l *Line) amount() fixed.Amount {
	amount, _ := l.Price.Times(l.Qty) // parse has seen that it fits
	return amount
}

// columns of the file.
var columns = []string{"InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"}

// layouts of InvoiceDate in the copies that go around.
var layouts = []string{"2006-01-02 15:04:05", "1/2/2006 15:04", "2006-01-02T15:04:05"}

// parse fills a line from a record; what does not fit is its reason.
func (l *Line) parse(record []string, zone *time.Location) {
	if len(record) != len(columns) {
		l.Reason = badColumns
		return
	}
	l.Invoice, l.Code, l.Name, l.Customer, l.Country = record[0], record[1], record[2], record[6], record[7]
	var errQty, errPrice, errTime error
	l.Qty, errQty = fixed.ParseQty(record[3])
	l.Price, errPrice = fixed.ParseAmount(record[5])
	l.At, errTime = parseTime(record[4], zone)
	_, errAmount := l.Price.Times(l.Qty)
	switch {
	case l.Invoice == "":
		l.Reason = badInvoice
	case l.Code == "":
		l.Reason = badCode
	case errQty != nil || l.Qty == 0 || errAmount != nil:
		l.Reason, l.Qty = badQuantity, 0
	case errPrice != nil:
		l.Reason, l.Price = badPrice, 0
	case errTime != nil:
		l.Reason = badTime
	}
}

func parseTime(text string, zone *time.Location) (at time.Time, err error) {
	for _, layout := range layouts {
		if at, err = time.ParseInLocation(layout, text, zone); err == nil {
			return at.UTC(), nil
		}
	}
	return at, err
}
