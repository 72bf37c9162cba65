package bench

// Published is a figure of another method on a set, as its authors or the organisers give it.
type Published struct {
	Method  string  `json:"method"`
	Measure string  `json:"measure"`
	Value   float64 `json:"value"`
}

// Peers are the published figures by set. R means the package forecast 8.20.
var Peers = map[string][]Published{
	"m3": {{"StatsForecast ensemble", "smape", 12.63}, {"Theta (winner)", "smape", 12.76}, {"Theta (winner)", "mase", 1.395},
		{"R thetaf", "smape", 12.79},
		{"R thetaf", "mase", 1.419}, {"ForecastPro", "smape", 13.06}, {"ForecastPro", "mase", 1.467}, {"R ets", "smape", 13.07},
		{"R ets", "mase", 1.425},
		{"deep ensemble, 14 days of training", "smape", 12.27}},
	"m4hourly": {{"seasonal naive", "owa", 0.628}, {"FFORMA", "owa", 0.484}, {"ES-RNN (winner)", "owa", 0.440}, {"FFORMA", "mase", 0.819},
		{"AutoARIMA", "mase", 0.92}, {"AutoETS", "mase", 1.61}},
	"m4weekly": {{"Theta", "owa", 0.971}, {"Damped", "owa", 0.917}, {"winner", "owa", 0.851}, {"SCUM", "owa", 0.751},
		{"ForecastPro", "owa", 0.739},
		{"FFORMA", "mase", 2.108}, {"AutoARIMA", "mase", 2.34}},
	"carparts": {{"seasonal naive", "mase", 1.2015}, {"AutoARIMA", "mase", 0.958}, {"zero forecast", "mase", 0.796},
		{"Croston", "rmsse", 0.718},
		{"SBA", "rmsse", 0.705}, {"TSB", "rmsse", 0.578}, {"zero forecast", "rmsse", 0.561}},
	"m5levels": {{"R thetaf, mean of levels", "rmsse", 0.796}},
	"vn1": {{"last value", "vn1", 0.5070}, {"SES(0.8)", "vn1", 0.5047}, {"12-week mean", "vn1", 0.8046},
		{"winner, with 170 more weeks", "vn1", 0.4637}},
}
