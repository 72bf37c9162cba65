package clickhouse

import (
	"regexp"
	"slices"
	"strings"
)

// The formats whose pieces may be put one after the other: no head, no tail, nothing between rows.
var pieceable = []string{
	"native", "rowbinary", "tabseparated", "tsv", "tabseparatedraw", "tsvraw", "csv", "jsoneachrow", "jsonlines", "ndjson",
	"jsoncompacteachrow", "lineasstring", "null",
}

var (
	selects    = regexp.MustCompile(`(?i)^` + comments + `[\s(]*(select|with)\b`)
	formats    = regexp.MustCompile(`(?i)\bformat\s+(\w+)`)
	lastFormat = regexp.MustCompile(`(?i)\bformat\s+(\w+)\s*;?\s*$`)
	outfile    = regexp.MustCompile(`(?i)\binto\s+outfile\b`)
	temporary  = regexp.MustCompile(`(?i)^` + comments + `create\s+(or\s+replace\s+)?temporary\b`)
)

// streamable tells whether the answer can be passed on block by block. In doubt it says no: the answer is then
// built in memory, which is right for every format.
func streamable(sql, format string, a analysis) bool {
	if a.class != classReads || !selects.MatchString(sql) {
		return false
	}
	if found := formats.FindAllStringSubmatch(sql, -1); len(found) > 0 {
		last := lastFormat.FindStringSubmatch(sql)
		if last == nil || len(found) > 1 {
			return false
		}
		format = last[1]
	}
	return slices.Contains(pieceable, strings.ToLower(format))
}

// admit refuses what the HTTP interface does not allow.
func admit(sql string, readonly bool, a analysis) error {
	switch {
	case a.statements > 1:
		return refuse(codeSyntax, "SYNTAX_ERROR", "Syntax error (Multi-statements are not allowed)")
	case a.class == classControl && selects.MatchString(sql) && outfile.MatchString(sql):
		return refuse(codeNotImplemented, "NOT_IMPLEMENTED", "INTO OUTFILE is not allowed")
	case readonly && a.class != classReads && a.class != classUnknown: // what does not parse fails anyway, with its own error
		return refuse(codeReadonly, "READONLY", "Cannot execute query in readonly mode. For queries over HTTP, method GET implies readonly")
	}
	return nil
}

// leavesTraces tells that the statement may have changed the session of its connection.
func leavesTraces(sql string, a analysis) bool {
	return a.class == classControl || a.class == classUnknown || temporary.MatchString(sql)
}
