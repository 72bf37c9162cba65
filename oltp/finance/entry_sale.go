package finance

import (
	"hesuan/internal/fixed"
	"hesuan/internal/ref"
)

// Sale is goods leaving for a customer: the revenue they bring and the cost they take along, in one voucher.
//
//	Dr 2203 预收账款            prepaid
//	Dr 1122 应收账款            net + VAT, freight with its VAT, less prepaid
//	  Cr 6001 主营业务收入      net, and freight (a 价外费用 belongs to the price)
//	  Cr 22210107 销项税额      VAT
//	Dr 6401 主营业务成本        cost
//	  Cr 1405 库存商品          cost
type Sale struct {
	Head
	Customer            ref.Customer
	Channel             ref.Channel
	Net, VAT            fixed.Amount // of the goods
	Freight, FreightVAT fixed.Amount // what the customer pays for it, without VAT, and its VAT
	Prepaid             fixed.Amount // of all that with its VAT, what was paid before the goods left
	Cost                fixed.Amount // what the stock ledger valued the goods at
}

func (Sale) summary() string { return "sale" }

func (s Sale) lines() []Line {
	buyer, shop := dims{customer: s.Customer, channel: s.Channel}, dims{channel: s.Channel}
	vat := s.VAT + s.FreightVAT
	return []Line{
		buyer.debit(advances, s.Prepaid), buyer.debit(receivables, s.Net+s.Freight+vat-s.Prepaid), shop.credit(revenue, s.Net), shop.credit(revenue, s.Freight), shop.credit(outputVAT, vat),
		shop.debit(costOfSales, s.Cost), dims{}.credit(merchandise, s.Cost),
	}
}

// Return is goods coming back into stock, at the cost they left with. What is too bad to be kept is a Stock change for damage,
// the money a Refund's.
//
//	Dr 1405 库存商品            cost
//	  Cr 6401 主营业务成本      cost
type Return struct {
	Head
	Channel ref.Channel
	Cost    fixed.Amount
}

func (Return) summary() string { return "return" }

func (b Return) lines() []Line {
	return []Line{dims{}.debit(merchandise, b.Cost), dims{channel: b.Channel}.credit(costOfSales, b.Cost)}
}

// Refund takes revenue back in red; for a refund without goods (仅退款) the cost stays. The money itself leaves by a payment
// of kind refund, which books Dr 1122 Cr 1012.
//
//	Dr 1122 应收账款            −(net + VAT)
//	  Cr 6001 主营业务收入      −net
//	  Cr 22210107 销项税额      −VAT
type Refund struct {
	Head
	Customer ref.Customer
	Channel  ref.Channel
	Net, VAT fixed.Amount // positive: what is taken back
}

func (Refund) summary() string { return "refund" }

func (f Refund) lines() []Line {
	buyer, shop := dims{customer: f.Customer, channel: f.Channel}, dims{channel: f.Channel}
	return []Line{buyer.debit(receivables, -f.Net-f.VAT), shop.credit(revenue, -f.Net), shop.credit(outputVAT, -f.VAT)}
}
