package money

// decimals of the currencies of ISO 4217 that have not two.
var decimals = map[string]int{
	"BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0, "UGX": 0, "UYI": 0, "VND": 0,
	"VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
	"BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
	"CLF": 4, "UYW": 4,
}

// Decimals is how many decimals amounts of a currency are rounded to where money changes hands.
func Decimals(currency string) int {
	if n, special := decimals[currency]; special {
		return n
	}
	return 2
}

var symbols = map[string]string{
	"CNY": "¥", "EUR": "€", "GBP": "£", "USD": "$", "JPY": "JP¥", "HKD": "HK$", "TWD": "NT$", "KRW": "₩", "SGD": "S$", "AUD": "A$",
	"CAD": "C$", "INR": "₹", "VND": "₫", "THB": "฿",
}

// Symbol is how a currency is marked before an amount; a code without a sign of its own comes with a space.
func Symbol(currency string) string {
	if s := symbols[currency]; s != "" {
		return s
	}
	return currency + " "
}
