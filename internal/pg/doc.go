// Package pg is the one door to Postgres. Every write of the house passes through
// DB.Do: a transaction with a fixed clock and an actor, taken again when Postgres says
// that it lost a race (40001, 40P01), whose broken constraints come back as faults.
//
// Rooms write SQL beside its use; this package adds no query language. Numbers of
// package fixed and ids of package id travel in binary form (codec.go).
package pg
