// Package table reads and writes the long format of the forecasting ecosystem: unique_id,ds,y in,
// unique_id,ds,mean,lo-95,…,hi-95,model out.
//
// Times are dates, dates with a time of day, months (2006-01), plain numbers, or periods as offices of statistics name them: 1990Q1,
// 1990-Q1, 1990M01, 2024-W07. What follows is written in the manner of the first row.
//
// Rows of a series come in the order of time, series in any order, also mixed. Absent steps and empty values are gaps. Whatever cannot
// be read is refused with the row and the reason ([RowError]): an answer to a misread question is worse than none.
package table
