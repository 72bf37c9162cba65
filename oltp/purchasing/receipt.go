package purchasing

import (
	"context"

	"hesuan/internal/fixed"
	"hesuan/internal/flow"
	"hesuan/internal/id"
	"hesuan/internal/money"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

type receiptKind struct{}

// ReceiptID names a receipt.
type ReceiptID = id.Of[receiptKind]

// Receipt is what a supplier sent at once 采购入库单. Its amounts are in the company's currency.
type Receipt struct {
	resource.Doc[ReceiptID]
	Purchase    ref.Purchase  `json:"purchase"`
	OrderNumber string        `json:"order_number"`
	Supplier    ref.Supplier  `json:"supplier"`
	Warehouse   ref.Warehouse `json:"warehouse"`
	Currency    string        `json:"currency"`
	Delivery    string        `json:"delivery,omitempty"`
	WithInvoice bool          `json:"with_invoice"` // it came with the goods 发票随货
	Invoice     string        `json:"invoice,omitempty"`
	Cost        fixed.Amount  `json:"cost"`
	VAT         fixed.Amount  `json:"vat"`
	Total       fixed.Amount  `json:"total"` // cost + VAT: what we owe
	Lines       []ReceiptLine `json:"lines"`
}

// ReceiptLine is goods of one order line.
type ReceiptLine struct {
	resource.Line
	OrderLine int32        `json:"order_line"`
	SKU       ref.SKU      `json:"sku"`
	Code      string       `json:"code"`
	Name      string       `json:"name"`
	Category  ref.Category `json:"category,omitzero"`
	Qty       fixed.Qty    `json:"qty"`
	Rejected  fixed.Qty    `json:"rejected"`
	Cost      fixed.Amount `json:"cost"` // net value, of the whole quantity
	VAT       fixed.Amount `json:"vat"`
}

// States of a receipt.
const (
	Estimated = "estimated" // the invoice is still to come 暂估
	Posted    = "posted"
)

func (r *Room) receipts() *flow.Flow[Receipt] {
	def := resource.Define(resource.Def[Receipt]{Meta: resource.Meta{
		Name: "purchasing.receipt", Icon: "package-import", Title: []string{"number"}, Sort: "-at", Prefix: "GR",
		Bounds: []resource.Bound{resource.By("warehouse", "warehouse")},
		Fields: resource.Fields{
			resource.Text("number", 40).Find().Col().RO(), resource.Choice("state", Estimated, Posted).Col().RO(),
			resource.Link("purchase", "purchasing.order").Col().RO(), resource.Text("order_number", 40).Tails().RO(),
			resource.Link("supplier", "purchasing.supplier").Find().Col().RO(), resource.Link("warehouse", "inventory.warehouse").Col().RO(),
			resource.Instant("at").Col().RO(), resource.Text("delivery", 60).Tails().RO(), resource.Bool("with_invoice").RO(),
			resource.Text("invoice", 40).Tails().Col().RO(), resource.Money("cost").Total().RO(), resource.Money("vat").RO(),
			resource.Money("total").Total().RO(), resource.LongText("note").RO(),
		},
		Lines: resource.Fields{
			resource.Link("sku", "catalog.sku").RO(), resource.Quantity("qty").RO(), resource.Quantity("rejected").RO(),
			resource.Money("cost").RO(), resource.Money("vat").RO(),
		},
	}})
	return flow.Define(def, flow.Plan[Receipt]{
		States: []resource.State{{Name: Estimated, Tone: "wait"}, {Name: Posted, Tone: "done"}},
		Steps: []flow.Step[Receipt]{
			{StepInfo: resource.StepInfo{Name: "post", From: []string{""}, To: []string{Estimated, Posted}, Private: true}, Action: flow.Do(r.post)},
			{StepInfo: resource.StepInfo{Name: "invoice", Icon: "file-invoice", From: []string{Estimated}, To: []string{Posted}, Main: true,
				Fields: resource.Fields{resource.Text("invoice", 40).Req()}},
				Action: flow.With(func(_ context.Context, _ *pg.Tx, rc *Receipt, in *Billed) error { rc.Invoice = in.Invoice; return nil })},
		},
	})
}

// Billed is what the step invoice asks for.
type Billed struct {
	Invoice string `json:"invoice"` // its number
}

// receipt writes what an order receives. The receipts of a line share its value out to the cent, each taking the
// difference of the shares before and after it.
func (r *Room) receipt(o *Order, in *Arrival, takes []take) (*Receipt, error) {
	receipt := &Receipt{Purchase: o.ID, OrderNumber: o.Number, Supplier: o.Supplier, Warehouse: o.Warehouse, Currency: r.currency,
		Delivery: in.Delivery, WithInvoice: in.WithInvoice}
	receipt.Note = in.Note
	for _, t := range takes {
		l := ReceiptLine{OrderLine: t.line.No, SKU: t.line.SKU, Code: t.line.Code, Name: t.line.Name, Category: t.line.Category, Qty: t.qty, Rejected: t.rejected}
		var err error
		if l.Cost, err = r.slice(o, t, t.line.Net); err != nil {
			return nil, err
		}
		if l.VAT, err = r.slice(o, t, t.line.VAT); err != nil {
			return nil, err
		}
		receipt.add(l)
	}
	return receipt, nil
}

func (rc *Receipt) add(l ReceiptLine) {
	rc.Lines = append(rc.Lines, l)
	rc.Cost += l.Cost
	rc.VAT += l.VAT
	rc.Total = rc.Cost + rc.VAT
}

// slice is the part of a line's amount that belongs to what comes now, in the company's currency.
func (r *Room) slice(o *Order, t take, whole fixed.Amount) (fixed.Amount, error) {
	decimals := money.Decimals(r.currency)
	own, err := whole.Part(int64(o.Exchange), fixed.Scale)
	if err != nil {
		return 0, err
	}
	own = own.Round(decimals)
	before, err := own.Part(int64(t.line.Received), int64(t.line.Qty))
	if err != nil {
		return 0, err
	}
	after, err := own.Part(int64(t.line.Received+t.qty), int64(t.line.Qty))
	return after.Round(decimals) - before.Round(decimals), err
}

// post puts the goods into stock. What was refused at inspection stays out.
func (r *Room) post(ctx context.Context, tx *pg.Tx, receipt *Receipt) error {
	receipt.State = Estimated
	if receipt.WithInvoice {
		receipt.State = Posted
	}
	var goods []ref.Goods
	for _, l := range receipt.Lines {
		if l.Qty > 0 {
			goods = append(goods, ref.Goods{Line: l.OrderLine, SKU: l.SKU, Category: l.Category, Qty: l.Qty, Value: l.Cost})
		}
	}
	if len(goods) == 0 {
		return nil
	}
	return r.stock.Receive(ctx, tx, ref.Doc{Type: "purchasing.receipt", ID: id.ID(receipt.ID), Number: receipt.Number}, receipt.Warehouse, goods)
}
