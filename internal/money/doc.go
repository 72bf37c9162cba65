// Package money knows what is done with amounts beyond adding them: taking the VAT out of a
// gross price, sharing an amount over lines so that the parts sum to the whole, rounding
// to what a currency has, and writing amounts for people, in Chinese capitals too.
//
// Every rounding is half away from zero and happens once, from exact numbers. Functions that
// divide an amount return the last part as what is left, so nothing is lost between the parts.
package money
