package health

// Zone is the verdict of an Altman score.
type Zone string

// The zones.
const (
	Safe     Zone = "safe"
	Grey     Zone = "grey"
	Distress Zone = "distress"
)

// Altman is a Z score with its components and its zone.
type Altman struct {
	Z     float64
	Zone  Zone
	Parts []Component
}

func zoned(parts []Component, distress, safe float64) Altman {
	a := Altman{Z: total(parts), Parts: parts, Zone: Grey}
	if a.Z < distress {
		a.Zone = Distress
	} else if a.Z > safe {
		a.Zone = Safe
	}
	return a
}

// ZDoublePrime is Altman's Z″ (1995) for private companies that do not manufacture, which fits e-commerce: distress below 1.10, safe
// above 2.60.
func ZDoublePrime(y Year) Altman {
	return zoned([]Component{
		weigh("working_capital", over(y.CurrentAssets-y.CurrentLiabilities, y.Assets), 6.56),
		weigh("retained_earnings", over(y.RetainedEarnings, y.Assets), 3.26),
		weigh("ebit", over(y.EBIT, y.Assets), 6.72),
		weigh("equity_to_liabilities", over(y.Equity, y.Liabilities), 1.05),
	}, 1.10, 2.60)
}

// ZPrime is Altman's Z′ (1983) for private manufacturers: distress below 1.23, safe above 2.90.
func ZPrime(y Year) Altman {
	return zoned([]Component{
		weigh("working_capital", over(y.CurrentAssets-y.CurrentLiabilities, y.Assets), 0.717),
		weigh("retained_earnings", over(y.RetainedEarnings, y.Assets), 0.847),
		weigh("ebit", over(y.EBIT, y.Assets), 3.107),
		weigh("equity_to_liabilities", over(y.Equity, y.Liabilities), 0.420),
		weigh("asset_turnover", over(y.Sales, y.Assets), 0.998),
	}, 1.23, 2.90)
}
