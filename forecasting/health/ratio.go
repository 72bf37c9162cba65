package health

// DuPont takes the return on equity apart (杜邦分析): margin × turnover × leverage.
type DuPont struct{ Margin, Turnover, Leverage, ReturnOnEquity float64 }

// TakeApart is the DuPont analysis of a year.
func TakeApart(y Year) DuPont {
	d := DuPont{Margin: over(y.NetIncome, y.Sales), Turnover: over(y.Sales, y.Assets), Leverage: over(y.Assets, y.Equity)}
	d.ReturnOnEquity = d.Margin * d.Turnover * d.Leverage
	return d
}

// CashCycle is the cash conversion cycle in days (现金周转期): days of stock + days of sales outstanding − days of payables.
type CashCycle struct{ Stock, Receivables, Payables, Days float64 }

// Cycle is the cash cycle of a year, on balances of its end.
func Cycle(y Year) CashCycle {
	c := CashCycle{Stock: 365 * over(y.Stock, y.CostOfSales), Receivables: 365 * over(y.Receivables, y.Sales),
		Payables: 365 * over(y.Payables, y.CostOfSales)}
	c.Days = c.Stock + c.Receivables - c.Payables
	return c
}

// GMROI is the gross margin on the average stock at cost (存货毛利回报率).
func GMROI(grossMargin, averageStock float64) float64 { return over(grossMargin, averageStock) }
