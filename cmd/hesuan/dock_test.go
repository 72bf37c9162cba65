package main

import (
	"testing"

	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/oltp/purchasing"
	"hesuan/oltp/sales"
)

// purchase orders forty cups from a supplier.
func (s *shop) purchase() (o *purchasing.Order) {
	s.t.Helper()
	s.do(func(tx *pg.Tx) error {
		supplier := &purchasing.Supplier{Code: "S1", Name: "永康杯业", Invoice: "special", Currency: "CNY"}
		if err := s.purchasing.Suppliers.Insert(s.ctx, tx, supplier, "create"); err != nil {
			return err
		}
		cup, err := s.catalog.Scan(s.ctx, tx, "CUP")
		if err != nil {
			return err
		}
		o = &purchasing.Order{Supplier: supplier.ID, Warehouse: s.wuhan, Lines: []purchasing.OrderLine{{SKU: cup.ID, Qty: fixed.Units(40), Price: yuan("38")}}}
		return s.purchasing.Orders.Begin(s.ctx, tx, "approve", o)
	})
	return o
}

// INV-11, UX-05: goods are received on a phone while the network is gone: the page opens, counts and keeps, and what was counted becomes
// one receipt when the network is back.
func TestGoodsAreReceivedWithoutANetwork(t *testing.T) {
	s := openShop(t)
	s.Expect("ERR_CONNECTION_REFUSED", "Failed to load")
	o := s.purchase()
	at := "/receive/" + o.ID.String()
	s.Size(390, 844, true)
	s.Open("/receive")
	s.Axe()
	s.Until(`document.body.dataset.offlineReady === "1"`)
	s.close()

	s.Open(at) // never opened before: the list keeps what it leads to
	s.at("[data-scan]")
	s.Press("24*")
	s.Scan("6901234567892")
	s.shows("[data-answer].good", "24 / 40")
	s.Scan("6905555555555")
	s.shows("[data-answer].bad", "CUP")
	s.Scan("６９０１２３４５６７８９２")
	s.shows("[data-progress]", "25 / 40")
	s.Press("Alt+Backspace")
	s.shows("[data-progress]", "24 / 40")
	s.Press("Ctrl+Enter")
	s.shows("[data-answer].wait", "断网")
	s.Open("/receive")
	s.shows("[data-waiting]", "1")

	s.open(s.listen)
	s.Until(`document.querySelector("[data-waiting]").hidden`)
	s.Open(at)
	s.shows("[data-progress]", "0 / 16")
	s.do(func(tx *pg.Tx) error {
		var receipts int
		var qty fixed.Qty
		err := tx.QueryRow(s.ctx, `select count(distinct r.id), sum(l.qty) from purchasing.receipt r join purchasing.receipt_line l on l.doc = r.id`).Scan(&receipts, &qty)
		if receipts != 1 || qty != fixed.Units(24) {
			t.Errorf("%d receipts of %s", receipts, qty)
		}
		return err
	})
	s.mustBeSound()
}

// UX-05: an approved order is picked one thing at a time and shipped once.
func TestAnOrderIsPickedByScanner(t *testing.T) {
	s := openShop(t)
	o := &sales.Order{Channel: s.channel, Customer: s.customer, Warehouse: s.wuhan}
	s.do(func(tx *pg.Tx) error {
		o.Lines = nil
		for _, code := range []string{"CUP", "BOX"} {
			sku, err := s.catalog.Scan(s.ctx, tx, code)
			if err != nil {
				return err
			}
			o.Lines = append(o.Lines, sales.OrderLine{SKU: sku.ID, Qty: fixed.Units(2)})
		}
		if err := s.sales.Orders.Begin(s.ctx, tx, "place", o); err != nil {
			return err
		}
		_, err := s.sales.Orders.Go(s.ctx, tx, id.ID(o.ID), "approve", nil)
		return err
	})
	s.Size(390, 844, true)
	s.Open("/pick")
	s.shows(".dk-order", o.Number)
	s.Axe()
	s.Type("[name=q]", o.Number)
	s.Press("Enter") // its number scanned from the slip
	s.at("[data-scan]")
	s.shows("[data-answer]", "CUP")
	s.Axe()
	s.Scan("6909876543210")
	s.shows("[data-answer].bad", "6909876543210")
	s.Press("2*")
	s.Scan("6901234567892")
	s.Scan("BOX")
	s.Scan("BOX")
	s.shows("[data-progress]", "4 / 4")
	s.Scan("BOX")
	s.shows("[data-answer].bad", "BOX")
	s.Type("[data-extra=waybill]", "SF123456")
	s.Press("Ctrl+Enter", "Ctrl+Enter")
	s.Until(`location.pathname === "/pick"`)
	if o := s.orders()[0]; o.State != sales.Shipped {
		t.Errorf("%s", o.State)
	}
	s.do(func(tx *pg.Tx) error {
		var n int
		err := tx.QueryRow(s.ctx, "select count(*) from sales.shipment where waybill = 'SF123456'").Scan(&n)
		if n != 1 {
			t.Errorf("%d shipments", n)
		}
		return err
	})
	s.mustBeSound()
}

// What waits stands on the start page with its number, and leads to just that. A shipped order waits for nobody.
func TestTodayLeadsToWhatWaits(t *testing.T) {
	s := openShop(t)
	bag := s.sku("GONE", 1, "10")
	s.do(func(tx *pg.Tx) error {
		return s.sales.Orders.Begin(s.ctx, tx, "backorder", &sales.Order{Channel: s.channel, Customer: s.customer, Warehouse: s.wuhan,
			Lines: []sales.OrderLine{{SKU: bag, Qty: fixed.Units(9)}}})
	})
	there, err := s.place(line{s.sku("THERE", 5, "10"), fixed.Units(1)})
	if err != nil {
		t.Fatal(err)
	}
	s.Open("/")
	s.Until(`[...document.querySelectorAll(".wait")].some(card => card.innerText.includes("缺货异常") && card.innerText.startsWith("1"))`)
	s.Axe()
	for _, card := range []struct {
		text string
		rows string
	}{{"缺货异常", "1"}, {"待付款", "2"}, {"今天的订单", "2"}, {"待审核", "2"}} {
		s.Open("/")
		s.Open(s.Eval(`[...document.querySelectorAll(".wait")].find(card => card.innerText.includes("` + card.text + `")).getAttribute("href")`))
		s.Until(`document.querySelectorAll("tr[data-key]").length === ` + card.rows)
	}
	s.do(func(tx *pg.Tx) error {
		if _, err := s.sales.Orders.Go(s.ctx, tx, id.ID(there.ID), "approve", nil); err != nil {
			return err
		}
		_, err := s.sales.Orders.Go(s.ctx, tx, id.ID(there.ID), "ship", &sales.Dispatch{})
		return err
	})
	s.Open("/")
	s.Until(`[...document.querySelectorAll(".wait")].some(card => card.innerText.includes("待审核") && card.innerText.startsWith("1"))`)
	if card := s.Eval(`document.querySelector(".wait[href*='state=shipped']")?.innerText ?? ""`); card != "" {
		t.Errorf("a shipped order waits: %s", card)
	}
}
