package finance

import (
	"hesuan/internal/fixed"
	"hesuan/internal/ref"
)

// Receipt is goods arriving from a supplier. With their invoice:
//
//	Dr 1405 库存商品            value
//	Dr 222105 待认证进项税额    VAT
//	  Cr 220201 应付货款        value + VAT
//
// before it (暂估入库), without VAT:
//
//	Dr 1405 库存商品            value
//	  Cr 220202 暂估应付款      value
type Receipt struct {
	Head
	Supplier ref.Supplier
	Value    fixed.Amount // what the stock ledger took the goods in at, without VAT
	VAT      fixed.Amount // looked at only with the invoice
	Invoiced bool         // the invoice came with the goods
}

func (Receipt) summary() string { return "receipt" }

func (c Receipt) lines() []Line {
	from := dims{supplier: c.Supplier}
	if !c.Invoiced {
		return []Line{dims{}.debit(merchandise, c.Value), from.credit(estimated, c.Value)}
	}
	return []Line{dims{}.debit(merchandise, c.Value), from.debit(pendingVAT, c.VAT), from.credit(invoiced, c.Value+c.VAT)}
}

// Invoice is a supplier's invoice for goods that came before it: the estimate is taken back in red and the invoice booked in
// blue. Where it differs from the estimate, the part of the difference that belongs to goods already sold goes to cost of
// sales, and the stock ledger moves by Net − Consumed − Estimate.
//
//	Dr 1405 库存商品            −estimate
//	  Cr 220202 暂估应付款      −estimate
//	Dr 1405 库存商品            net − consumed
//	Dr 6401 主营业务成本        consumed
//	Dr 222105 待认证进项税额    VAT
//	  Cr 220201 应付货款        net + VAT
type Invoice struct {
	Head
	Supplier ref.Supplier
	Estimate fixed.Amount // the Value of the receipts that it covers
	Net, VAT fixed.Amount
	Consumed fixed.Amount // the part of Net − Estimate whose goods are gone; of either sign
}

func (Invoice) summary() string { return "invoice" }

func (i Invoice) lines() []Line {
	from := dims{supplier: i.Supplier}
	return []Line{
		dims{}.debit(merchandise, -i.Estimate), from.credit(estimated, -i.Estimate),
		dims{}.debit(merchandise, i.Net-i.Consumed), dims{}.debit(costOfSales, i.Consumed), from.debit(pendingVAT, i.VAT),
		from.credit(invoiced, i.Net+i.VAT),
	}
}
