// Package customer knows what past purchases say about customers: how good they are (RFM), how many purchases are to be expected and
// whether they are still customers at all (BG/NBD), and what a purchase will be worth (Gamma-Gamma). Times are in any unit, the same
// for all.
package customer
