package health

// Piotroski is the F score (Piotroski 2000): one point each for nine signs of strength, compared with the year before. Ratios to
// assets use those of the year's end; the debt ratio uses average assets.
func Piotroski(now, before Year) (score int, parts []Component) {
	roa, roaBefore := over(now.NetIncome, now.Assets), over(before.NetIncome, before.Assets)
	average := (now.Assets + before.Assets) / 2
	sign := func(name string, value float64, good bool) {
		c := Component{Name: name, Ratio: value, Weight: 1}
		if good {
			c.Adds = 1
			score++
		}
		parts = append(parts, c)
	}
	sign("return_on_assets", roa, roa > 0)
	sign("operating_cash", now.OperatingCash, now.OperatingCash > 0)
	sign("return_rises", roa-roaBefore, roa > roaBefore)
	accrual := over(now.OperatingCash, now.Assets) - roa
	sign("cash_above_income", accrual, accrual > 0)
	debt := over(now.LongTermDebt-before.LongTermDebt, average)
	sign("debt_falls", debt, debt < 0)
	current := over(now.CurrentAssets, now.CurrentLiabilities) - over(before.CurrentAssets, before.CurrentLiabilities)
	sign("liquidity_rises", current, current > 0)
	sign("no_new_shares", now.Shares-before.Shares, now.Shares <= before.Shares)
	margin := now.grossMargin() - before.grossMargin()
	sign("margin_rises", margin, margin > 0)
	turnover := over(now.Sales, now.Assets) - over(before.Sales, before.Assets)
	sign("turnover_rises", turnover, turnover > 0)
	return score, parts
}
