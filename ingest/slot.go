package ingest

import (
	"net/url"
	"strings"
)

// SlotOf is the name of the replication slot for a database: slots are named per server, which may hold several companies.
func SlotOf(dsn string) string {
	name := "hesuan"
	if u, err := url.Parse(dsn); err == nil {
		name = strings.Trim(u.Path, "/")
	}
	clean := strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' {
			return c
		}
		return '_'
	}, strings.ToLower(name))
	return "hesuan_" + clean
}
