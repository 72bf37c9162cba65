package sheet

import (
	"strings"

	"hesuan/internal/fault"
	"hesuan/internal/resource"
)

// Column is one column of a file and the field that it fills.
type Column struct {
	Header string
	Field  *resource.Field // nil: the column is not used
	Why    string          // message key, when it is not used
}

// Match finds the field of each column. A file must have a column for every required field or for a key by which its rows are found,
// and no field twice.
func (im *Import) Match(header []string) ([]Column, error) {
	columns := make([]Column, len(header))
	taken := map[string]string{}
	var faults fault.List
	for i, text := range header {
		columns[i] = Column{Header: text, Why: "sheet.column.unknown"}
		f := im.field(text)
		switch {
		case f == nil:
		case f.ReadOnly || f.Kind.Name == "json":
			columns[i].Why = "sheet.column.readonly"
		case taken[f.Name] != "":
			faults.Add(fault.New(fault.Invalid, "sheet.column.twice", fault.Args{"one": taken[f.Name], "two": text}))
		default:
			columns[i].Field, columns[i].Why, taken[f.Name] = f, "", text
		}
	}
	if len(taken) == 0 {
		faults.Add(fault.New(fault.Invalid, "sheet.column.none", fault.Args{"columns": strings.Join(header[:min(len(header), 20)], ", ")}))
	} else if missing := im.missing(taken); len(missing) > 0 && !im.keyed(taken) {
		faults.Add(fault.New(fault.Invalid, "sheet.column.missing", fault.Args{"columns": strings.Join(missing, ", ")}))
	}
	return columns, faults.Err()
}

func (im *Import) field(header string) *resource.Field {
	fields := im.Def.Info().Fields
	if strings.TrimSpace(header) == "" {
		return nil
	}
	if f := fields.Find(strings.TrimSpace(header)); f != nil {
		return f
	}
	for i := range fields {
		if im.names().is(header, fields[i].Name, false) {
			return &fields[i]
		}
	}
	var found *resource.Field
	for i := range fields {
		if im.names().is(header, fields[i].Name, true) {
			if found != nil {
				return nil // two fields fit loosely: better none than the wrong one
			}
			found = &fields[i]
		}
	}
	return found
}

// missing are the labels of required fields without a column.
func (im *Import) missing(taken map[string]string) (labels []string) {
	for _, f := range im.Def.Info().Fields {
		if f.Required && !f.ReadOnly && f.Kind.Name != "bool" && f.Default == "" && taken[f.Name] == "" {
			labels = append(labels, im.names().label(im.Lang, f.Name))
		}
	}
	return labels
}

// keyed tells that a file names its rows, so that columns may be left out of a change.
func (im *Import) keyed(taken map[string]string) bool {
	for _, f := range im.Def.Info().Fields {
		if f.Unique && taken[f.Name] != "" {
			return true
		}
	}
	return false
}

// Importable tells that a Def's rows can come from a file: master data that people may write.
func Importable(def resource.Any) bool {
	return !def.Info().Ledger && !def.IsDoc() && len(def.Info().Fields) > 0
}
