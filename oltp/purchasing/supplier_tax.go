package purchasing

import "strings"

// The alphabet and the weights of GB 32100-2015, the unified social credit code that is also the tax number.
const creditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

var creditWeights = [17]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}

// TaxNumber tells whether a text is a unified social credit code 统一社会信用代码: 18 characters of the alphabet, the last of
// them the check character (31 − Σ value·weight mod 31) mod 31.
func TaxNumber(text string) bool {
	if len(text) != 18 {
		return false
	}
	sum := 0
	for i, weight := range creditWeights {
		value := strings.IndexByte(creditAlphabet, text[i])
		if value < 0 {
			return false
		}
		sum += value * weight
	}
	return creditAlphabet[(31-sum%31)%31] == text[17]
}
