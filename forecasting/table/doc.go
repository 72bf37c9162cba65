// Package table reads and writes the long format of the forecasting ecosystem: unique_id,ds,y in,
// unique_id,ds,mean,lo-95,…,hi-95,model out.
//
// Rows of a series come in the order of time, series in any order, also mixed. Absent steps and empty values are gaps. Whatever cannot
// be read is refused with the row and the reason ([RowError]): an answer to a misread question is worse than none.
package table
