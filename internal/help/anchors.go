package help

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
)

// anchors names headings in any script, as code hosts do: letters and digits stay, blanks become hyphens, the rest goes.
type anchors struct{ seen map[string]bool }

// Generate is the anchor of a heading.
func (a *anchors) Generate(heading []byte, _ ast.NodeKind) []byte {
	name := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return '-'
		case unicode.IsLetter(r), unicode.IsDigit(r), r == '-', r == '_':
			return unicode.ToLower(r)
		}
		return -1
	}, strings.TrimSpace(string(heading)))
	unique := name
	for n := 1; a.seen[unique]; n++ {
		unique = fmt.Sprintf("%s-%d", name, n)
	}
	a.Put([]byte(unique))
	return []byte(unique)
}

// Put takes an anchor that a text gave itself.
func (a *anchors) Put(value []byte) {
	if a.seen == nil {
		a.seen = map[string]bool{}
	}
	a.seen[string(value)] = true
}
