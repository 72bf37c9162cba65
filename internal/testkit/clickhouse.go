package testkit

import "testing"

const engineEnv = "HESUAN_TESTKIT_ENGINE"

func serveEngine() int { return 1 }

// ClickHouse gives a DSN.
func ClickHouse(t testing.TB) string { t.Fatal("engine not there yet"); return "" }
