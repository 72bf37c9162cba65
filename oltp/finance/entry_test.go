package finance_test

import (
	"testing"

	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/oltp/finance"
)

// FIN-01: a company's first week, from its opening stock to a refund, as the books tell it.
func TestAWeekOfBusiness(t *testing.T) {
	b := open(t)
	b.post(finance.Stock{Head: source("inventory.adjustment"), Reason: "opening", In: money("1000")})
	b.hold(map[string]string{"1405": "1000", "4001": "-1000"})

	b.post(finance.Receipt{Head: source("purchasing.receipt"), Supplier: ref.Supplier(seller), Value: money("500"), VAT: money("65"), Invoiced: true})
	b.post(finance.Receipt{Head: source("purchasing.receipt"), Supplier: ref.Supplier(seller), Value: money("200")})
	b.hold(map[string]string{"1405": "1700", "4001": "-1000", "2202": "-765", "220201": "-565", "220202": "-200", "2221": "65", "222105": "65"})

	// The invoice is 10 above the estimate and half of those goods are sold.
	b.post(finance.Invoice{Head: source("purchasing.invoice"), Supplier: ref.Supplier(seller), Estimate: money("200"),
		Net: money("210"), VAT: money("27.3"), Consumed: money("5")})
	b.hold(map[string]string{"1405": "1705", "6401": "5", "4001": "-1000", "2202": "-802.3", "220201": "-802.3", "2221": "92.3", "222105": "92.3"})

	b.post(finance.Sale{Head: source("sales.shipment"), Customer: ref.Customer(buyer), Channel: shop, Net: money("88.41"), VAT: money("11.49"),
		Freight: money("9.17"), FreightVAT: money("0.83"), Cost: money("60")})
	b.hold(map[string]string{"1405": "1645", "6401": "65", "4001": "-1000", "2202": "-802.3", "220201": "-802.3", "2221": "79.98", "222105": "92.3",
		"222101": "-12.32", "22210107": "-12.32", "1122": "109.9", "6001": "-97.58"})

	b.post(finance.Return{Head: source("sales.return"), Channel: shop, Cost: money("60")})
	b.post(finance.Refund{Head: source("sales.return"), Customer: ref.Customer(buyer), Channel: shop, Net: money("88.41"), VAT: money("11.49")})
	b.post(finance.Stock{Head: source("inventory.adjustment"), Reason: "count", In: money("3"), Out: money("8")})
	b.hold(map[string]string{"1405": "1700", "6401": "5", "4001": "-1000", "2202": "-802.3", "220201": "-802.3", "2221": "91.47", "222105": "92.3",
		"222101": "-0.83", "22210107": "-0.83", "1122": "10", "6001": "-9.17", "1901": "5"})
	b.sound()
}

// The voucher carries what the Entry says: summary, source, period, sub-ledgers; lines without amount are left out.
func TestAVoucherTellsItsOrigin(t *testing.T) {
	b := open(t)
	head := source("sales.shipment")
	v := b.post(finance.Sale{Head: head, Customer: ref.Customer(buyer), Channel: shop, Net: money("100"), Cost: money("60")})
	if v.Summary != "销售发货 "+head.Source.Number || v.Period != 202611 || v.Day.String() != "2026-11-22" || v.Amount.String() != "160" ||
		v.Source != head.Source.ID || v.SourceType != "sales.shipment" || v.Word != "记" || len(v.Lines) != 4 {
		t.Errorf("%+v", v)
	}
	if l := v.Lines[0]; l.Code != "1122" || l.Customer != ref.Customer(buyer) || l.Channel != shop || l.No != 1 {
		t.Errorf("%+v", l)
	}
	if none := b.post(finance.Sale{Head: head}); none != nil {
		t.Errorf("a sale of nothing became %+v", none)
	}
}

// A company that works in English has its summaries in English.
func TestSummariesSpeakTheCompanysLanguage(t *testing.T) {
	b := open(t)
	b.Room = finance.New(finance.Company{Lang: "en", Currency: "GBP"})
	head := source("sales.shipment")
	if v := b.post(finance.Sale{Head: head, Net: money("1")}); v.Summary != "Sale, shipment "+head.Source.Number {
		t.Error(v.Summary)
	}
}

// Posting is one round trip once the serial numbers of a block are there.
func TestPostingIsOneRoundTrip(t *testing.T) {
	b := open(t)
	b.post(finance.Stock{Head: source("inventory.adjustment"), Reason: "opening", In: money("1")})
	b.do(func(tx *pg.Tx) error {
		counted := &counter{Tx: tx.Tx}
		tx.Tx = counted
		_, err := b.Post(b.ctx, tx, finance.Return{Head: source("sales.return"), Cost: money("1")})
		if counted.trips != 1 {
			t.Errorf("%d round trips", counted.trips)
		}
		return err
	})
}
