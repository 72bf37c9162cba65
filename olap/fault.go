package olap

import (
	"strings"

	"hesuan/internal/ch"
	"hesuan/internal/fault"
)

// unknown is asked for by a name that is not declared; what is "metric" or "dim".
func unknown(what, name string) error {
	return fault.New(fault.Invalid, "olap.unknown."+what, fault.Args{"name": name})
}

// uncut says that no source of a measure knows all the dims of the query.
func uncut(measure string, dims []string) error {
	return fault.New(fault.Invalid, "olap.uncut", fault.Args{"metric": measure, "dims": strings.Join(dims, ", ")})
}

// hidden says that a measure cannot be limited to what somebody may see.
func hidden(measure string) error {
	return fault.New(fault.Forbidden, "olap.hidden", fault.Args{"metric": measure})
}

// away tells people that the warehouse is not there: its engine restarts, or it is being rebuilt and has no tables.
func away(err error) error {
	switch {
	case err == nil:
		return nil
	case ch.Code(err) == codeUnknownTable || ch.Code(err) == codeUnknownDatabase:
		return fault.New(fault.Unavailable, "olap.rebuilding", nil)
	case ch.Retryable(err):
		return fault.New(fault.Unavailable, "olap.away", nil)
	}
	return err
}
