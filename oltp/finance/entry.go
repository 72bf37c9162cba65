package finance

import (
	"time"

	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

// Entry is something that happened in another room, in amounts: a Sale, a Return, a Refund, a Receipt, an Invoice, a Stock
// change or a Money movement. The accounts that the house itself books on are named in the methods of these types alone.
type Entry interface {
	head() Head
	summary() string // the last part of the text key finance.summary.<summary>
	lines() []Line   // those of amount zero are left out
}

// Head is what every entry tells of its origin.
type Head struct {
	Source ref.Doc   // the document that it comes from
	At     time.Time // business time; zero is now
}

func (h Head) head() Head { return h }

// dims are the sub-ledgers that a line belongs to.
type dims struct {
	customer ref.Customer
	supplier ref.Supplier
	channel  ref.Channel
}

func (d dims) line(code string) Line {
	return Line{Account: accountOf(code), Code: code, Customer: d.customer, Supplier: d.supplier, Channel: d.channel}
}

func (d dims) debit(code string, amount fixed.Amount) Line {
	l := d.line(code)
	l.Debit = amount
	return l
}

func (d dims) credit(code string, amount fixed.Amount) Line {
	l := d.line(code)
	l.Credit = amount
	return l
}

// The accounts that the house books on.
const (
	receivables  = "1122"     // 应收账款
	merchandise  = "1405"     // 库存商品
	differences  = "1901"     // 待处理财产损溢
	invoiced     = "220201"   // 应付账款—应付货款
	estimated    = "220202"   // 应付账款—暂估应付款
	advances     = "2203"     // 预收账款
	outputVAT    = "22210107" // 销项税额
	returnedVAT  = "22210109" // 进项税额转出
	pendingVAT   = "222105"   // 待认证进项税额: input counts once the invoice is confirmed on the tax platform
	capital      = "4001"     // 实收资本
	revenue      = "6001"     // 主营业务收入
	costOfSales  = "6401"     // 主营业务成本
	sellingCosts = "6601"     // 销售费用
	office       = "6602"     // 管理费用
	bank         = "1002"     // 银行存款
	wallet       = "1012"     // 其他货币资金
)

// write makes the voucher of an entry, without identifier and number.
func (r *Room) write(e Entry) *Voucher {
	h := e.head()
	v := &Voucher{SourceType: h.Source.Type, Source: h.Source.ID, SourceNumber: h.Source.Number, house: true}
	v.At = h.At
	v.Summary = r.say("finance.summary."+e.summary(), fault.Args{"number": h.Source.Number})
	for _, l := range e.lines() {
		if l.Debit != 0 || l.Credit != 0 {
			l.Summary = v.Summary
			v.Lines = append(v.Lines, l)
		}
	}
	return v
}

// freeze completes a voucher outside of a step, as the step post would have.
func (v *Voucher) freeze(tx *pg.Tx) {
	v.State = "posted"
	resource.Freeze(tx, v)
	v.Word, v.Period, v.Amount = word, v.Day.Period(), v.debits()
}
