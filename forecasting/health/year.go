package health

// Year are the figures of one financial year, balance at its end. Days are counted as 365.
type Year struct {
	Sales, CostOfSales, SellingAndAdmin, Depreciation float64
	EBIT, Interest, NetIncome, OperatingCash          float64

	Assets, CurrentAssets, Receivables, Stock, FixedAssets  float64 // fixed assets net of depreciation
	Liabilities, CurrentLiabilities, LongTermDebt, Payables float64
	Equity, RetainedEarnings, Shares                        float64
}

// Component is one part of a score: its name (a message key for a page), its ratio, the weight, and what it adds.
type Component struct {
	Name                string
	Ratio, Weight, Adds float64
}

func weigh(name string, ratio, weight float64) Component {
	return Component{name, ratio, weight, ratio * weight}
}

func total(parts []Component) float64 {
	var sum float64
	for _, p := range parts {
		sum += p.Adds
	}
	return sum
}

// over divides; by nothing it gives 0, so that a company without debts or stock has a ratio of 0 rather than none.
func over(a, b float64) float64 {
	if b == 0 {
		return 0
	}
	return a / b
}

func (y Year) grossMargin() float64 { return over(y.Sales-y.CostOfSales, y.Sales) }
