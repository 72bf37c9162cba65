// Package stock turns a forecast into a decision: how much to order, and why.
//
//	lead := stock.MeasuredLead(daysOfPastReceipts, stock.Lead{Mean: supplier.LeadDays})
//	f, _ := forecasting.Run(series, forecasting.Options{Horizon: stock.Horizon(lead, review)})
//	terms := stock.Plan(f, lead, stock.Policy{Review: 7, Service: 0.95, MOQ: 12, Pack: 6}, stock.Position{OnHand: 30, Reserved: 4})
//	terms.Quantity // and terms.Demand + terms.Safety + … is exactly it
//
// [Plan] is the everyday policy: order up to the service quantile of the demand over the protection interval, lead time plus review,
// with the lead time itself uncertain. The textbook policies (EOQ, newsvendor, (r,Q), (s,S), Wagner and Whitin) are here too, each
// with its source; they are checked to 1e-9 against published values. [Replay] plays any rule against a demand that is known,
// [Budgeted] spreads a budget over a joint order, [Transfers] moves stock before any is bought.
package stock
