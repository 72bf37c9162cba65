package history

import (
	"regexp"
	"strings"

	"hesuan/internal/fixed"
)

// Kind is what a line of the file is.
type Kind string

// The kinds, in the order in which they are tried.
const (
	BadDebt   Kind = "bad_debt"
	Duplicate Kind = "duplicate"
	Charge    Kind = "charge"
	Returned  Kind = "return"
	WriteOff  Kind = "write_off"
	Found     Kind = "found"
	Sale      Kind = "sale"
	Rejected  Kind = "rejected"
)

// Kinds are all of them.
var Kinds = []Kind{BadDebt, Duplicate, Charge, Returned, WriteOff, Found, Sale, Rejected}

// Why a line is rejected.
const (
	badColumns  = "columns"  // not eight of them
	badInvoice  = "invoice"  // none
	badCode     = "code"     // none
	badQuantity = "quantity" // no number, or zero
	badPrice    = "price"    // no number of at most four decimals, or negative
	badTime     = "time"     // not a time
	badSign     = "sign"     // a cancellation that adds, or a priced line that takes away
	badCustomer = "customer" // another than the invoice's first
)

// goodsCode is five digits with or without something behind, or the DCGS series of the dotcom shop.
var goodsCode = regexp.MustCompile(`(?i)^(\d{5}|DCGS.)`)

func goods(code string) bool { return goodsCode.MatchString(code) }

// fees are charges that others make the company pay.
var fees = map[string]bool{"AMAZONFEE": true, "BANK CHARGES": true, "CRUK": true, "S": true}

// classify gives a line its kind. first tells that no line before it was equal.
func (l *Line) classify(first bool) {
	cancelled := strings.HasPrefix(l.Invoice, "C")
	switch {
	case strings.HasPrefix(l.Invoice, "A") && l.Reason == "":
		l.Kind = BadDebt
	case !first:
		l.Kind = Duplicate
	case l.Reason != "":
		l.Kind = Rejected
	case l.Price < 0:
		l.reject(badPrice)
	case !goods(l.Code):
		l.Kind = Charge
	case cancelled && l.Qty < 0:
		l.Kind = Returned
	case cancelled:
		l.reject(badSign)
	case l.Price == 0 && l.Qty < 0:
		l.Kind = WriteOff
	case l.Price == 0:
		l.Kind = Found
	case l.Qty > 0:
		l.Kind = Sale
	default:
		l.reject(badSign)
	}
}

func (l *Line) reject(reason string) { l.Kind, l.Reason = Rejected, reason }

// Total is a row of the table of kinds.
type Total struct {
	Lines  int64
	Qty    fixed.Qty
	Amount fixed.Amount // Σ quantity × price
}

// Totals is the table of kinds.
type Totals map[Kind]Total

func (t Totals) add(l *Line) {
	sum := t[l.Kind]
	sum.Lines++
	sum.Qty += l.Qty
	sum.Amount += l.amount()
	t[l.Kind] = sum
}

// Sum is the last row of the table.
func (t Totals) Sum() (all Total) {
	for _, one := range t {
		all.Lines += one.Lines
		all.Qty += one.Qty
		all.Amount += one.Amount
	}
	return all
}
