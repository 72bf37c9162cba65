package history

import (
	"encoding/csv"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"hesuan/internal/fault"
)

// BaseName is a file's name without its folders, as journals keep it.
func BaseName(path string) string { return filepath.Base(path) }

// RejectedName is the usual name of the file of lines that were not imported.
func RejectedName(path string) string {
	name, _, _ := strings.Cut(filepath.Base(path), ".")
	return name + "-rejected.csv"
}

// WriteRejected writes the lines that were not imported, rejected or duplicate, as they stood in the file, with their row and the reason.
func (f *File) WriteRejected(w io.Writer, say func(key string, args fault.Args) string) error {
	out := csv.NewWriter(w)
	if err := out.Write(append([]string{"Row", "Kind", "Reason"}, columns...)); err != nil {
		return err
	}
	for i := range f.Lines {
		l := &f.Lines[i]
		if l.Kind != Rejected && l.Kind != Duplicate {
			continue
		}
		why := fmt.Sprintf("= %d", l.Twin)
		if l.Kind == Rejected {
			why = say("history.import.reason."+l.Reason, nil)
		}
		record := append([]string{fmt.Sprint(l.Row), say("history.import.kind."+string(l.Kind), nil), why}, l.Raw...)
		if err := out.Write(record); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
