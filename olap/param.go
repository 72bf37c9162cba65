package olap

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"hesuan/internal/cal"
	"hesuan/internal/ch"
	"hesuan/internal/id"
)

// params are the bound values of a statement, for the driver and as people would write them.
type params map[string]param

type param struct {
	value   any // string or []string
	literal string
}

// date binds a day and gives its placeholder.
func (p params) date(name string, d cal.Date) string {
	p[name] = param{d.String(), "toDate('" + d.String() + "')"}
	return "{" + name + ":Date}"
}

func (p params) dates(name string, days []cal.Date) {
	texts, literals := make([]string, len(days)), make([]string, len(days))
	for i, d := range days {
		texts[i], literals[i] = d.String(), "toDate('"+d.String()+"')"
	}
	p[name] = param{texts, "[" + strings.Join(literals, ", ") + "]"}
}

// within keeps the rows whose dim is (or with Not is not) one of the values.
func (p params) within(name, expr string, ids bool, f Filter) string {
	kind, values := "String", make([]string, 0, len(f.In))
	if ids {
		kind = "UUID"
	}
	for _, v := range f.In {
		if _, err := id.Parse[any](v); ids && err != nil {
			continue // what is no id names nothing
		}
		values = append(values, v)
	}
	p.list(name, values)
	operator := "in"
	if f.Not {
		operator = "not in"
	}
	return fmt.Sprintf("%s %s {%s:Array(%s)}", expr, operator, name, kind)
}

func (p params) list(name string, values []string) {
	quoted := make([]string, len(values))
	for i, v := range values {
		quoted[i] = "'" + escaper.Replace(v) + "'"
	}
	if len(quoted) == 0 {
		quoted = []string{"null"} // which nothing equals
	}
	p[name] = param{values, "(" + strings.Join(quoted, ", ") + ")"}
}

var escaper = strings.NewReplacer(`\`, `\\`, `'`, `\'`, "\n", `\n`, "\t", `\t`, "\r", `\r`, "\x00", `\0`, "\b", `\b`, "\f", `\f`)

// args are the values for the driver.
func (p params) args() []any {
	var args []any
	for _, name := range slices.Sorted(maps.Keys(p)) {
		args = append(args, ch.Named(name, p[name].value))
	}
	return args
}

var placeholder = regexp.MustCompile(`\{([a-z0-9_]+):[A-Za-z()]+\}`)

// shown is the statement with its values in place, for people to read and paste.
func (s statement) shown() string {
	return placeholder.ReplaceAllStringFunc(s.sql, func(hole string) string {
		return s.params[placeholder.FindStringSubmatch(hole)[1]].literal
	})
}
