package olap

import (
	"regexp"
	"slices"
	"strings"
)

// Source is what measures read: a roll-up, or a fact with the newest version of each line.
type Source struct {
	Name  string
	From  string            // order_line final
	Whole string            // instead of From where no steps are asked for, if that is cheaper
	Where string            // kept rows; empty: all
	Dims  map[string]string // the dims it knows, each as an expression
	// Doc is the type of the documents behind its rows; empty for roll-ups, which hold no documents.
	Doc    string
	arrays []string // the cells of a roll-up, joined as far as a query needs them
}

var word = regexp.MustCompile(`[a-z_]+`)

// from is the FROM clause for a query that uses these expressions, with steps or for the period as a whole.
func (s *Source) from(steps bool, exprs ...string) string {
	if s.Whole != "" && !steps {
		return s.Whole
	}
	used := word.FindAllString(strings.Join(append(exprs, s.Where), " "), -1)
	var joined []string
	for _, name := range s.arrays {
		if slices.Contains(used, name) {
			joined = append(joined, name)
		}
	}
	if len(joined) == 0 {
		return s.From
	}
	return s.From + " array join " + strings.Join(joined, ", ")
}

// knows tells whether all dims can be cut by.
func (s *Source) knows(dims []string) bool {
	for _, d := range dims {
		if s.Dims[d] == "" {
			return false
		}
	}
	return true
}

// source reads a roll-up. The dims are its own; where filters its cells.
func (r *Rollup) source(where string) *Source {
	s := &Source{Name: r.Name, From: r.Name + " final", Where: where, Dims: map[string]string{}}
	for _, f := range r.fields() {
		s.arrays = append(s.arrays, f.name)
	}
	for _, f := range r.Dims {
		s.Dims[f.name] = f.name
	}
	return s
}

// factSource reads a fact. The names of dims are columns; a dim written "name=expr" is an expression.
func factSource(fact, doc, where string, dims ...string) *Source {
	s := &Source{Name: fact, From: fact + " final", Where: where, Doc: doc, Dims: map[string]string{}}
	for _, dim := range dims {
		name, expr, given := strings.Cut(dim, "=")
		if !given {
			expr = name
		}
		s.Dims[name] = expr
	}
	return s
}
