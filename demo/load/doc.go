// Package load remembers how far the demo company has come and goes on from there: masters, then a chapter of the past at a time, each in
// a transaction that also moves the progress, then what is open today. Killed half-way it goes on behind the last chapter; a company that
// is loaded stays as it is; one with business of its own is left alone.
package load
