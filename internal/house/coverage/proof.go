package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// naming is how a requirement is written; "in part" behind it says that the test shows some of what it asks for.
var naming = regexp.MustCompile(`\b((?:ORD|INV|PUR|SAL|FIN|HR|SCM|CRM|ANA|SEC|PERF|INT|EXT|UX|MOB|OPS|TST|DOC)-\d\d)\b( in part)?`)

// documents are the requirements that a page of docs may answer.
var documents = regexp.MustCompile(`\b(DOC|INT|UX|OPS|SEC)-\d\d\b`)

// proof is a test or a page that answers a requirement, in whole or in part.
type proof struct {
	by   string
	part bool
}

// answers are the proofs by requirement.
type answers map[string][]proof

func (a answers) add(id, by string, part bool) {
	for i, known := range a[id] {
		if known.by == by {
			a[id][i].part = known.part && part
			return
		}
	}
	a[id] = append(a[id], proof{by, part})
}

// proofs are the tests and pages that name requirements.
func proofs(root string) (answers, error) {
	found := answers{}
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		local, _ := filepath.Rel(root, name)
		local = filepath.ToSlash(local)
		switch {
		case entry.IsDir() && skipped(local, entry.Name()):
			return filepath.SkipDir
		case strings.HasSuffix(local, "_test.go"):
			return tests(name, local, found)
		case strings.HasPrefix(local, "docs/") && strings.HasSuffix(local, ".md") && local != "docs/coverage.md":
			return pages(name, local, found)
		}
		return nil
	})
	for id := range found {
		slices.SortFunc(found[id], func(a, b proof) int { return strings.Compare(a.by, b.by) })
	}
	return found, err
}

// foreign folders hold no code of ours, or none that proves anything.
var foreign = []string{"node_modules", "build", "bin", "data", "testdata"}

func skipped(local, name string) bool {
	return local != "." && (strings.HasPrefix(name, ".") || slices.Contains(foreign, name))
}

// tests finds the comments of one file. A comment belongs to the test function that it stands in or above.
func tests(name, local string, found answers) error {
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, nil, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	for _, group := range file.Comments {
		for _, named := range naming.FindAllStringSubmatch(group.Text(), -1) {
			if test := testOf(file, group.Pos()); test != "" {
				found.add(named[1], filepath.ToSlash(filepath.Dir(local))+"."+test, named[2] != "")
			}
		}
	}
	return nil
}

// testOf is the test that a comment at pos tells of: the first function that ends behind it, if it is a test, a benchmark or a
// fuzz test.
func testOf(file *ast.File, pos token.Pos) string {
	for _, decl := range file.Decls {
		fn, ok := decl.(*ast.FuncDecl)
		if !ok || fn.End() < pos {
			continue
		}
		if name := fn.Name.Name; fn.Recv == nil && (strings.HasPrefix(name, "Test") || strings.HasPrefix(name, "Benchmark") ||
			strings.HasPrefix(name, "Fuzz")) {
			return name
		}
		return ""
	}
	return ""
}

// pages finds what a document answers.
func pages(name, local string, found answers) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	for _, id := range documents.FindAllString(string(text), -1) {
		found.add(id, local, false)
	}
	return nil
}
