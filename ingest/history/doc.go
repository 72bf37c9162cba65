// Package history brings the past of a company into the house: files of old business, read line by line, sorted into kinds, and
// composed into the documents that the steps would have written. It knows no room: what it composes are plain values, handed to
// the rooms' set-based Backfills through the interface Rooms, a block of documents at a time.
//
// # UCI Online Retail
//
// The file is the invoice lines of a British gift wholesaler (InvoiceNo, StockCode, Description, Quantity, InvoiceDate, UnitPrice,
// CustomerID, Country). Every line is of one kind, the first that fits:
//
//   - bad debt: the invoice begins with A. Booked on the allowance for bad debts, kept in the import's journal.
//   - duplicate: equal in every column to a line before it. Left out, kept in the journal.
//   - charge: the code is no goods code (see goods). Carriage, discounts, vouchers and fees are SKUs that are not stocked. A
//     positive quantity is a line of the invoice's order, a negative one a line of a refund without goods. Fees (Amazon, bank,
//     Cancer Research, samples) are booked as selling expenses, all other charges as revenue.
//   - return: the invoice begins with C. It is linked to the newest earlier order lines of the customer with that SKU, those of the
//     same price first, and never takes back more goods or more money than a line sold; what is left, and all returns of unknown
//     buyers, stay without an order.
//   - write-off: a negative quantity at price 0. An adjustment with the reason loss.
//   - found or free: a positive quantity at price 0. With a customer it is a gift on the order, without one an adjustment with the
//     reason found.
//   - sale: a positive quantity and price. A line of the invoice's order, completed and paid at once.
//   - rejected: anything else, with a reason; kept in the journal.
//
// Further rules. A document's number ends in its invoice (SO-536365, RT-C536379-1, SA-536589-found), and a line keeps on it the
// number it has within its invoice in the file: so invoice and line number find the line of the file again, also where a return had to be parted
// over several orders. An invoice with two timestamps has the first. Times are taken as they are written, in the company's zone.
// Lines without a customer belong to the walk-in customer; the invoice's country is the order's region. Codes that differ only in
// case are one SKU, spelt as first seen and named by its commonest description. VAT is 0, and amounts keep four decimals, because some
// prices have three.
//
// Opening stock is the least that the whole history needs so that no SKU ever falls below zero: its largest running deficit, dated the
// day before the first invoice. Its unit cost is half of the SKU's median selling price (to four decimals), 0 for what was never
// sold at a price; goods found and returns without an order come in at that cost too.
//
// # Running twice
//
// The composition of a file is always the same, and identifiers are derived from it. Each block of documents is one
// transaction, which also moves the progress of the file (its SHA-256): a run that was killed goes on behind the last block,
// a run of a file that is done does nothing.
package history
