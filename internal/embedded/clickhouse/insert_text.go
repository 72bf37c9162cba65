package clickhouse

import (
	"io"
	"regexp"
	"strings"
)

// insertion is an INSERT that brings its rows.
type insertion struct {
	sql    string // without FORMAT and rows
	format string
	rows   io.Reader
}

// comments may stand before a statement.
const comments = `(?:\s|--[^\n]*\n|/\*(?s:.*?)\*/)*`

var (
	// An INSERT in the URL whose rows are the body.
	insertBody = regexp.MustCompile(`(?is)^(` + comments + `insert\s+into\s.*?\S)\s+(?:format\s+(\w+)|values)\s*;?\s*$`)
	// An INSERT with its rows after the FORMAT, all in one text. Nothing is quoted before the FORMAT, so that it is one.
	insertInline = regexp.MustCompile("(?is)^(" + comments + "insert\\s+into\\s[^'\"`]*?[^\\s'\"`])" +
		`\s+format\s+(\w+)[ \t\f]*(?:\r?\n|$|[ \t\f])`)
)

// insertFromURL is the INSERT of a request that has its rows in the body.
func insertFromURL(query string, body io.Reader) *insertion {
	m := insertBody.FindStringSubmatch(query)
	if m == nil {
		return nil
	}
	return &insertion{sql: m[1], format: first(m[2], "Values"), rows: body}
}

// insertFromText is the INSERT of a text that holds statement and rows. VALUES is left to the engine's own parser.
func insertFromText(text string) *insertion {
	m := insertInline.FindStringSubmatchIndex(text)
	if m == nil || strings.EqualFold(text[m[4]:m[5]], "values") {
		return nil
	}
	return &insertion{sql: text[m[2]:m[3]], format: text[m[4]:m[5]], rows: strings.NewReader(text[m[1]:])}
}
