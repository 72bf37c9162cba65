package money

import "hesuan/internal/fixed"

// Split takes the VAT out of a gross amount (价税分离): tax = gross·r/(1+r), rounded to the
// currency's decimals, and net is the rest, so net + tax = gross always. It is applied per line;
// a document's tax is the sum of its lines'. Never derive the tax from net: 1.00 at 13 % is
// 0.88 + 0.12, while 0.88 · 0.13 gives 0.11. rate is a share such as 0.13 and not negative.
func Split(gross, rate fixed.Amount, decimals int) (net, tax fixed.Amount, err error) {
	tax, err = share(gross, int64(rate), fixed.Scale+int64(rate), decimals)
	return gross - tax, tax, err
}

// Tax is the VAT on top of a net amount: net·r, rounded to the currency's decimals.
func Tax(net, rate fixed.Amount, decimals int) (fixed.Amount, error) {
	return share(net, int64(rate), fixed.Scale, decimals)
}

// share is a·num/den rounded once to the given decimals.
func share(a fixed.Amount, num, den int64, decimals int) (fixed.Amount, error) {
	unit := Unit(decimals)
	n, err := a.Part(num, den*int64(unit))
	return n * unit, err
}

// Unit is the smallest amount with the given decimals (0 to 4): 0.01 for 2.
func Unit(decimals int) fixed.Amount {
	unit := fixed.Amount(1)
	for ; decimals < 4; decimals++ {
		unit *= 10
	}
	return unit
}
