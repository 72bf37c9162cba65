package money

import (
	"math/big"

	"hesuan/internal/fixed"
)

// Allocate shares an amount over weights: an order's discount over its lines, freight over goods.
// Each part is rounded to the decimals and what rounding leaves goes to the part of the largest weight
// (the first of several), so the parts sum to the amount exactly. Weights are not negative; if all are
// zero the first part takes everything. No weights, no parts.
func Allocate(amount fixed.Amount, weights []fixed.Amount, decimals int) []fixed.Amount {
	parts := make([]fixed.Amount, len(weights))
	if len(weights) == 0 {
		return parts
	}
	total, largest := new(big.Int), 0
	for i, w := range weights {
		total.Add(total, big.NewInt(int64(w)))
		if w > weights[largest] {
			largest = i
		}
	}
	left := amount
	for i, w := range weights {
		parts[i] = portion(amount, w, total, Unit(decimals))
		left -= parts[i]
	}
	parts[largest] += left
	return parts
}

// portion is amount·weight/total in whole units, rounded toward zero, so that the parts never sum to more than the amount.
func portion(amount, weight fixed.Amount, total *big.Int, unit fixed.Amount) fixed.Amount {
	if total.Sign() == 0 {
		return 0
	}
	n := new(big.Int).Mul(big.NewInt(int64(amount)), big.NewInt(int64(weight)))
	n.Quo(n, new(big.Int).Mul(total, big.NewInt(int64(unit))))
	return fixed.Amount(n.Int64()) * unit
}
