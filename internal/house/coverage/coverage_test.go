package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func tree(t *testing.T, files map[string]string) string {
	root := t.TempDir()
	for name, text := range files {
		at := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return root
}

func TestCoverageNamesTheTests(t *testing.T) {
	root := tree(t, map[string]string{
		"a/a_test.go": "package a\n\n// ORD-09, INV-01: one order.\nfunc TestPool(t int) {\n\t// ORD-10: and its checks\n\t_ = 1\n}\n\n" +
			"// ORD-11: a helper proves nothing.\nfunc help() {}\n\n// PERF-01\nfunc BenchmarkPool(b int) {}\n\n// ORD-15 in part, and ORD-09 in part.\nfunc TestPart(t int) {}\n",
		"a/a.go":              "package a\n\n// ORD-12 in code is no test.\n",
		"testdata/b_test.go":  "package b\n\n// ORD-13\nfunc TestB(t int) {}\n",
		"docs/procurement.md": "Answers DOC-04, and speaks of ORD-14.\n",
	})
	if err := write(root, "docs/coverage.md"); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(root + "/docs/coverage.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(raw)
	for _, want := range []string{"| **All** | **5** | **1** | **165** |", "| Orders 订单管理 (ORD) | 2 | 1 | 19 |", "| in part: `a.TestPart` |", "统一", "`a.TestPool` |", "`a.BenchmarkPool` |", "`docs/procurement.md` |"} {
		if !strings.Contains(page, want) {
			t.Errorf("%q is missing in\n%.600s", want, page)
		}
	}
	for _, id := range []string{"ORD-11", "ORD-12", "ORD-13", "ORD-14"} {
		if row := page[strings.Index(page, "| "+id):]; !strings.HasSuffix(row[:strings.Index(row, "\n")], "| – |") {
			t.Errorf("%s stands: %s", id, row[:strings.Index(row, "\n")])
		}
	}
}

func TestAnUnknownRequirementIsAnError(t *testing.T) {
	root := tree(t, map[string]string{"a_test.go": "package a\n\n// ORD-99\nfunc TestA(t int) {}\n"})
	if err := write(root, "docs/coverage.md"); err == nil || !strings.Contains(err.Error(), "ORD-99") {
		t.Errorf("got %v", err)
	}
}

// Every requirement that a test of this repository names is one of the table.
func TestNoTestNamesAnUnknownRequirement(t *testing.T) {
	found, err := proofs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	rows, err := requirements()
	if err != nil || len(rows) != 165 {
		t.Fatalf("%d requirements, %v", len(rows), err)
	}
	for _, row := range rows {
		delete(found, row.id)
	}
	for id, by := range found {
		t.Errorf("%s is named by %v, but there is no such requirement", id, by)
	}
}
