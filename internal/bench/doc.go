// Package bench measures the whole house from outside: it starts `hesuan up` on a folder of its own, comes in through the door with
// sessions like everybody, times what it does there, and measures a reference on the same engines in the same run. Absolute figures tell
// of a machine, ratios to the reference tell of the program.
//
// It knows no business: cmd/hesuan says what is asked (bench_orders.go and its neighbours).
package bench
