package finance

import (
	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/flow"
	"hesuan/internal/id"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

type voucher struct{}

// VoucherID names a voucher.
type VoucherID = id.Of[voucher]

// Voucher is an entry of the ledger of money 记账凭证: append-only and balanced. Its Number is a serial one; the legal number
// of its month is given after commit (NumberVouchers).
type Voucher struct {
	resource.Doc[VoucherID]
	Word         string       `json:"word"`    // 凭证字: always 记
	Period       int          `json:"period"`  // 202611
	Summary      string       `json:"summary"` // 摘要, in the company's language
	Amount       fixed.Amount `json:"amount"`  // Σ debits
	SourceType   string       `json:"source_type"`
	Source       ref.Any      `json:"source,omitzero"` // the document it tells of; zero for a voucher written by hand
	SourceNumber string       `json:"source_number"`
	Reverses     VoucherID    `json:"reverses,omitzero"` // 红冲: the voucher that this one takes back
	Lines        []Line       `json:"lines"`

	house bool // written by the house, not by hand
}

// Line is one entry 分录: an amount on one side of an account. A red entry is negative.
type Line struct {
	resource.Line
	Account  AccountID    `json:"account"`
	Code     string       `json:"code"` // the account's
	Summary  string       `json:"summary"`
	Debit    fixed.Amount `json:"debit"`
	Credit   fixed.Amount `json:"credit"`
	Customer ref.Customer `json:"customer,omitzero"`
	Supplier ref.Supplier `json:"supplier,omitzero"`
	Channel  ref.Channel  `json:"channel,omitzero"`
	SKU      ref.SKU      `json:"sku,omitzero"`
}

func (r *Room) vouchers() *flow.Flow[Voucher] {
	def := resource.Define(resource.Def[Voucher]{
		Meta: resource.Meta{
			Name: "finance.voucher", Icon: "book-2", Title: []string{"number"}, Sort: "-at", Ledger: true,
			Whole: true,
			Fields: resource.Fields{
				resource.Text("number", 40).Find().Col().RO(), resource.Date("day").Col().RO(),
				resource.Text("summary", 200).Find().Col(), resource.Money("amount").Total().RO(),
				resource.Text("source_number", 40).Tails().Col().RO(), resource.Link("reverses", "finance.voucher"),
				resource.Instant("at"), resource.LongText("note"),
			},
			Lines: resource.Fields{
				resource.Link("account", "finance.account").Req(), resource.Text("summary", 200),
				resource.Money("debit"), resource.Money("credit"),
				resource.Link("customer", "crm.customer"), resource.Link("supplier", "purchasing.supplier"),
				resource.Link("channel", "catalog.channel"), resource.Link("sku", "catalog.sku"),
			},
		},
		Check: checkVoucher,
	})
	return flow.Define(def, flow.Plan[Voucher]{
		States: []resource.State{{Name: "posted", Tone: "done"}},
		Steps: []flow.Step[Voucher]{{
			StepInfo: resource.StepInfo{Name: "post", From: []string{""}, To: []string{"posted"}, Icon: "check", Main: true},
			Action:   flow.Do(r.complete),
		}},
	})
}

// checkVoucher is where a voucher is seen to balance; the database says so again at the end of the transaction.
func checkVoucher(v *Voucher) (faults fault.List) {
	var debits, credits fixed.Amount
	for i, l := range v.Lines {
		if (l.Debit == 0) == (l.Credit == 0) {
			faults.Add(fault.New(fault.Invalid, "finance.voucher.one_side", fault.Args{"line": i + 1}).At(lineField(i, "debit")))
		}
		debits += l.Debit
		credits += l.Credit
	}
	if debits != credits {
		faults.Add(fault.New(fault.Invalid, "finance.voucher.unbalanced", fault.Args{"debit": debits, "credit": credits}).At("lines"))
	}
	if len(v.Lines) < 2 {
		faults.Add(fault.New(fault.Invalid, "finance.voucher.two_lines", nil).At("lines"))
	}
	if v.Summary == "" {
		faults.Add(fault.New(fault.Conflict, "core.field.required", fault.Args{"field": "summary"}).At("summary"))
	}
	return faults
}
