// Package fault holds the errors that are meant for people: a kind, the key of a message
// in both languages, and the message's arguments. Everything else is an internal error:
// logged once, shown as a reference number.
package fault

import (
	"errors"
	"fmt"
	"strings"
)

// Kind says what a person, or a calling program, can do about it.
type Kind string

// The kinds, with the HTTP status each becomes.
const (
	Invalid     Kind = "invalid"     // 422: the input must change
	Conflict    Kind = "conflict"    // 409: the state of the world must change
	NotFound    Kind = "not_found"   // 404
	Forbidden   Kind = "forbidden"   // 403
	Unavailable Kind = "unavailable" // 503: try again
)

// Args fill the placeholders {name} of a message.
type Args map[string]any

// Fault is one error for people. Field names the input it belongs to, such as lines.2.qty.
type Fault struct {
	Kind  Kind
	Key   string
	Args  Args
	Field string
}

// New makes a fault; key is looked up in the rooms' lang files.
func New(kind Kind, key string, args Args) *Fault { return &Fault{Kind: kind, Key: key, Args: args} }

// At says which input field the fault belongs to.
func (f *Fault) At(field string) *Fault {
	at := *f
	at.Field = field
	return &at
}

// Error is for logs; people see the message in their language.
func (f *Fault) Error() string {
	text := string(f.Kind) + " " + f.Key
	if f.Field != "" {
		text += " at " + f.Field
	}
	if len(f.Args) > 0 {
		text += fmt.Sprintf(" %v", map[string]any(f.Args))
	}
	return text
}

// Is matches a fault of the same key, whatever its arguments.
func (f *Fault) Is(target error) bool {
	t, ok := target.(*Fault)
	return ok && t.Key == f.Key
}

// List is several faults of one input, so that a person sees them all at once.
type List []*Fault

func (l List) Error() string {
	texts := make([]string, len(l))
	for i, f := range l {
		texts[i] = f.Error()
	}
	return strings.Join(texts, "; ")
}

// Unwrap lets errors.Is find one of the faults.
func (l List) Unwrap() []error {
	faults := make([]error, len(l))
	for i, f := range l {
		faults[i] = f
	}
	return faults
}

// Add collects what Check returned; nil adds nothing.
func (l *List) Add(f *Fault) {
	if f != nil {
		*l = append(*l, f)
	}
}

// Has tells whether a field is already at fault.
func (l List) Has(field string) bool {
	for _, f := range l {
		if f.Field == field {
			return true
		}
	}
	return false
}

// Err is nil for an empty list.
func (l List) Err() error {
	if len(l) == 0 {
		return nil
	}
	return l
}

// All gives the faults within an error, or nothing for an internal error.
func All(err error) List {
	var list List
	if errors.As(err, &list) {
		return list
	}
	var one *Fault
	if errors.As(err, &one) {
		return List{one}
	}
	return nil
}

// KindOf is the kind of the first fault, or "" for an internal error.
func KindOf(err error) Kind {
	if all := All(err); len(all) > 0 {
		return all[0].Kind
	}
	return ""
}
