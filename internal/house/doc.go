// Package house holds the rules by which the packages of Hesuan may import one another and a few libraries. It has no code, only the test
// that reads every source file and names those that break a rule. Tests are free: they reach for whatever proves the point.
package house
