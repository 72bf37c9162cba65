package purchasing

import (
	"context"
	"strings"

	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

// Supplier is whom we buy from 供应商 (PUR-01).
type Supplier struct {
	resource.Base[ref.Supplier]
	resource.Searchable
	Code       string       `json:"code"`
	Name       string       `json:"name"`
	TaxNumber  string       `json:"tax_number"` // unified social credit code 统一社会信用代码
	Invoice    string       `json:"invoice"`    // special: its VAT is deducted 专票; ordinary: it is cost 普票
	Contact    string       `json:"contact"`
	Phone      string       `json:"phone"`
	Email      string       `json:"email"`
	Address    string       `json:"address"`
	Bank       string       `json:"bank"`
	Account    string       `json:"account"`
	Currency   string       `json:"currency"`
	CreditDays int64        `json:"credit_days"` // payment terms 账期
	LeadDays   int64        `json:"lead_days"`   // agreed, from order to arrival 交期
	Over       fixed.Amount `json:"over"`        // share of a line that may come on top 超收比例
	Under      fixed.Amount `json:"under"`       // share that may stay away without a reason 短收比例
	Blocked    bool         `json:"blocked"`
}

// Kinds of invoice a supplier gives.
const (
	Special  = "special"
	Ordinary = "ordinary"
)

func suppliers(currency string) *resource.Def[Supplier] {
	return resource.Define(resource.Def[Supplier]{
		Meta: resource.Meta{
			Name: "purchasing.supplier", Icon: "building-factory-2", Title: []string{"name"}, Sort: "code",
			Fields: resource.Fields{
				resource.Text("code", 40).Key(),
				resource.Text("name", 100).Req().Find().Col(),
				resource.Text("tax_number", 20).Find(),
				resource.Choice("invoice", Special, Ordinary).Req().Or(Special),
				resource.Text("contact", 60).Find().Col().Secret(),
				resource.Text("phone", 30).Find().Col().Secret(),
				resource.Email("email").Secret(),
				resource.Text("address", 200),
				resource.Text("bank", 100),
				resource.Text("account", 40),
				resource.Text("currency", 3).Req().Col().Or(currency).Like("^[A-Za-z]{3}$"),
				resource.Int("credit_days").Col().From(0).Upto(3650),
				resource.Int("lead_days").Col().From(0).Upto(3650),
				resource.Rate("over").From(0).Upto(1),
				resource.Rate("under").From(0).Upto(1),
				resource.Bool("blocked").Col(),
			},
		},
		Check: checkSupplier,
		Before: func(_ context.Context, _ *pg.Tx, s, _ *Supplier) error {
			s.TaxNumber, s.Currency = strings.ToUpper(s.TaxNumber), strings.ToUpper(s.Currency)
			return nil
		},
		Subject: func(s *Supplier) id.ID { return id.ID(s.ID) },
	})
}

func checkSupplier(s *Supplier) (faults fault.List) {
	if s.TaxNumber != "" && !TaxNumber(s.TaxNumber) {
		faults.Add(fault.New(fault.Invalid, "purchasing.supplier.tax_number_wrong", fault.Args{"value": s.TaxNumber}).At("tax_number"))
	}
	if len(s.Currency) != 3 || strings.Trim(s.Currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		faults.Add(fault.New(fault.Invalid, "purchasing.supplier.currency_wrong", fault.Args{"value": s.Currency}).At("currency"))
	}
	for name, days := range map[string]int64{"credit_days": s.CreditDays, "lead_days": s.LeadDays} {
		if days < 0 || days > 3650 {
			faults.Add(fault.New(fault.Invalid, "purchasing.supplier.days_range", nil).At(name))
		}
	}
	for name, share := range map[string]fixed.Amount{"over": s.Over, "under": s.Under} {
		if share < 0 || share > fixed.Yuan(1) {
			faults.Add(fault.New(fault.Invalid, "purchasing.supplier.tolerance_range", nil).At(name))
		}
	}
	return faults
}

// Credit are the terms of the suppliers that have some, in days 账期.
func (r *Room) Credit(ctx context.Context, tx *pg.Tx) (map[id.ID]int64, error) {
	found, err := tx.Query(ctx, "select id, credit_days from purchasing.supplier where credit_days > 0")
	if err != nil {
		return nil, err
	}
	defer found.Close()
	terms := map[id.ID]int64{}
	for found.Next() {
		var supplier id.ID
		var days int64
		if err := found.Scan(&supplier, &days); err != nil {
			return nil, err
		}
		terms[supplier] = days
	}
	return terms, found.Err()
}
