// Package desk is where forecasts meet the house: its jobs read demand from the warehouse,
// forecast it, and hand suggestions to the buyers and forecasts to the sellers.
//
//	demand of each SKU × warehouse (days out of stock censored) ┐
//	stock, goods on order, suppliers' terms, lead times         ├─▶ Replenish ─▶ suggestions whose terms sum to the quantity
//	                                                            ┘
//	sales of the company, each channel, each category           ──▶ Foretell  ─▶ P10, expected, P90 by day
//
// Both are plain functions of what they read: the same warehouse gives the same answer.
package desk
