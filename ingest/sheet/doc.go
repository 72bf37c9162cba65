// Package sheet carries tables between the house and spreadsheets.
//
// Reading: Open takes a CSV (UTF-8, UTF-16, GBK and GB18030 found out; comma, semicolon or tab) or an XLSX and gives its rows one by one,
// within limits that a zip bomb or a million rows run into before memory does. Writing: CSV and XLSX, row by row, with cells that a
// spreadsheet would take for a formula made harmless.
//
// Import brings a file into any Def of master data. Columns are matched by field name or by the field's label in either language; links are
// given by unique key, number, title or identifier; a row is found by the Def's unique key, and made when it is not there. Each row is taken or
// refused by itself; the refused ones come back as a file of the same columns with the reason beside them. Importing a file again changes
// nothing: a row that equals the present one is left alone, and rows of a Def without a key are remembered by what they say.
//
// An export of many rows is written beside the request that asked for it, in pieces that Postgres keeps a day for its owner, who sees how
// far it is.
//
// An upload waits in Postgres until its owner confirms the preview; it is then taken in portions, each with the rows it took and the count
// of how far it got in one transaction, so that a crash at any moment loses and doubles nothing. What a process that died was at, the jobs
// sheet.resume and sheet.downloads take up. Files go in and out with the rights and the sight that their owner has when they go.
package sheet
