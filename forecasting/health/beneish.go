package health

// Beneish is the M score of eight variables (Beneish 1999); above −1.78 earnings look managed.
func Beneish(now, before Year) (m float64, flagged bool, parts []Component) {
	quality := func(y Year) float64 { return 1 - over(y.CurrentAssets+y.FixedAssets, y.Assets) }
	wear := func(y Year) float64 { return over(y.Depreciation, y.Depreciation+y.FixedAssets) }
	lever := func(y Year) float64 { return over(y.LongTermDebt+y.CurrentLiabilities, y.Assets) }
	parts = []Component{
		{Name: "constant", Ratio: 1, Weight: -4.84, Adds: -4.84},
		weigh("receivables_index", index(over(now.Receivables, now.Sales), over(before.Receivables, before.Sales)), 0.920),
		weigh("margin_index", index(before.grossMargin(), now.grossMargin()), 0.528),
		weigh("asset_quality_index", index(quality(now), quality(before)), 0.404),
		weigh("sales_index", index(now.Sales, before.Sales), 0.892),
		weigh("depreciation_index", index(wear(before), wear(now)), 0.115),
		weigh("overhead_index", index(over(now.SellingAndAdmin, now.Sales), over(before.SellingAndAdmin, before.Sales)), -0.172),
		weigh("accruals", over(now.NetIncome-now.OperatingCash, now.Assets), 4.679),
		weigh("leverage_index", index(lever(now), lever(before)), -0.327),
	}
	m = total(parts)
	return m, m > -1.78, parts
}

// index is a ratio of two ratios; where there is nothing to compare with, nothing has changed.
func index(a, b float64) float64 {
	if b == 0 {
		return 1
	}
	return a / b
}
