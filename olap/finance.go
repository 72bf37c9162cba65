package olap

import "slices"

// Finance reads the vouchers: accounts by the codes of the Chinese standard (企业会计准则), of which a sub-account begins with its
// account's code. Nothing is posted to close a year, so a period's result is the sum of its vouchers.

var accountDay = &Rollup{
	Name: "account_day", Fact: "voucher_line",
	Dims: slices.Concat(ids("account", "channel"), texts("code")),
	Sums: sums("debit", "credit"),
}

var (
	accountCells = accountDay.source("")
	voucherLines = factSource("voucher_line", "finance.voucher", "", "account", "code", "channel", "customer", "supplier", "sku")
	payments     = factSource("payment", "finance.payment", "", "channel", "customer", "supplier", "account", "kind", "state")
)

// booked are measures over both the roll-up and the vouchers.
func booked(name, expr string) []*Measure { return over(name, expr, accountCells, voucherLines) }

// balance is the level of accounts.
func balance(name, expr string) []*Measure { return level(name, expr, accountCells, voucherLines) }

// debits and credits are the sums over the accounts that a condition picks, positive on their own side.
func debits(where string) string  { return "sumIf(debit - credit, " + where + ")" }
func credits(where string) string { return "sumIf(credit - debit, " + where + ")" }

var financeMeasures = slices.Concat(
	booked("debit", "sum(debit)"),
	booked("credit", "sum(credit)"),
	booked("sales_income", credits("substring(code, 1, 2) = '60'")),
	booked("other_income", credits("substring(code, 1, 2) in ('61', '63')")),
	booked("cost_of_sales", debits("substring(code, 1, 4) in ('6401', '6402')")),
	booked("operating_expense", debits("substring(code, 1, 4) in ('6403', '6601', '6602', '6603')")),
	booked("selling_expense", debits("startsWith(code, '6601')")),
	booked("losses", debits("substring(code, 1, 2) in ('67', '69')")),
	booked("income_tax", debits("startsWith(code, '6801')")),
	booked("cash_in", "sumIf(debit, substring(code, 1, 4) in ('1001', '1002', '1012'))"),
	booked("cash_out", "sumIf(credit, substring(code, 1, 4) in ('1001', '1002', '1012'))"),
	booked("vat_output", credits("startsWith(code, '22210107')")),
	booked("vat_input", debits("startsWith(code, '22210101')")),
	balance("cash", debits("substring(code, 1, 4) in ('1001', '1002', '1012')")),
	balance("receivable", debits("startsWith(code, '1122')")),
	balance("payable", credits("startsWith(code, '2202')")),
	balance("advances", credits("substring(code, 1, 4) in ('2203', '2204')")),
	balance("merchandise", debits("startsWith(code, '1405')")),
	balance("current_assets", debits("substring(code, 1, 2) in ('10', '11', '12', '13', '14')")),
	balance("current_liabilities", credits("substring(code, 1, 2) in ('20', '21', '22', '23', '24')")),
	balance("total_assets", debits("startsWith(code, '1')")),
	balance("total_liabilities", credits("startsWith(code, '2')")),
	over("received_money", "sumIf(amount, kind = 'receive')", payments),
	over("paid_money", "sumIf(amount, kind = 'pay')", payments),
)

const (
	income   = "(sales_income + other_income)"
	expenses = "(cost_of_sales + operating_expense + losses + income_tax)"
)

var financeMetrics = []*Metric{
	{Name: "income", Unit: Money, Formula: income, Room: "finance"},
	{Name: "sales_income", Unit: Money, Room: "finance"},
	{Name: "cost_of_sales", Unit: Money, Room: "finance", Lower: true},
	{Name: "gross_profit", Unit: Money, Formula: "sales_income - cost_of_sales", Room: "finance"},
	{Name: "gross_margin", Unit: Percent, Formula: "(sales_income - cost_of_sales) / sales_income", Room: "finance"},
	{Name: "operating_expense", Unit: Money, Room: "finance", Lower: true},
	{Name: "expense_rate", Unit: Percent, Formula: "operating_expense / sales_income", Room: "finance", Lower: true},
	{Name: "expense", Unit: Money, Formula: expenses, Room: "finance", Lower: true},
	{Name: "profit", Unit: Money, Formula: income + " - " + expenses, Room: "finance"},
	{Name: "profit_rate", Unit: Percent, Formula: "(" + income + " - " + expenses + ") / " + income, Room: "finance"},
	{Name: "selling_expense", Unit: Money, Room: "finance", Lower: true},
	{Name: "vat_output", Unit: Money, Room: "finance"},
	{Name: "vat_input", Unit: Money, Room: "finance"},
	{Name: "vat_due", Unit: Money, Formula: "vat_output - vat_input", Room: "finance", Lower: true},
	{Name: "cash", Unit: Money, Room: "finance"},
	{Name: "cash_in", Unit: Money, Room: "finance"},
	{Name: "cash_out", Unit: Money, Room: "finance"},
	{Name: "receivable", Unit: Money, Room: "finance", Lower: true},
	{Name: "payable", Unit: Money, Room: "finance"},
	{Name: "advances", Unit: Money, Room: "finance"},
	{Name: "merchandise", Unit: Money, Room: "finance"},
	{Name: "receivable_days", Unit: Days, Formula: "receivable * days / sales_income", Room: "finance", Lower: true},
	{Name: "payable_days", Unit: Days, Formula: "payable * days / cost_of_sales", Room: "finance"},
	{Name: "current_ratio", Unit: Ratio, Formula: "current_assets / current_liabilities", Room: "finance"},
	{Name: "quick_ratio", Unit: Ratio, Formula: "(current_assets - merchandise) / current_liabilities", Room: "finance"},
	{Name: "debt_ratio", Unit: Percent, Formula: "total_liabilities / total_assets", Room: "finance", Lower: true},
	{Name: "debit", Unit: Money, Room: "finance"},
	{Name: "credit", Unit: Money, Room: "finance"},
	{Name: "received_money", Unit: Money, Room: "finance"},
	{Name: "paid_money", Unit: Money, Room: "finance"},
}
