package clickhouse

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"sync/atomic"
	"unsafe"
)

// conn is one connection to the engine. It runs one statement at a time and remembers what it last served, so that
// a client with constant database and settings costs no extra statement.
type conn struct {
	lib      *library
	address  unsafe.Pointer // what chdb_connect returned
	name     string         // its log_comment, by which its statement is found and killed
	base     map[string]string
	database string
	since    int64             // the catalog in which database was found
	catalog  *atomic.Int64     // counts the changes to the databases
	settings map[string]string // beyond base
	stale    bool              // session state is unknown: never serve another request
}

// errOpen comes after the engine's own words. What it holds is a copy: Postgres is the truth.
var errOpen = errors.New("the ClickHouse engine did not open its folder (its message is above); " +
	"if the folder is damaged, move it away and run `hesuan rebuild`")

// dial opens a connection; the first one starts the engine.
func dial(lib *library, args []string, name string, base map[string]string, catalog *atomic.Int64) (*conn, error) {
	argv := make([]*byte, 0, len(args)+len(base)+2)
	for _, arg := range args {
		argv = append(argv, cstring(arg))
	}
	for _, key := range slices.Sorted(maps.Keys(base)) {
		argv = append(argv, cstring("--"+key+"="+base[key]))
	}
	argv = append(argv, cstring("--log_comment="+name), nil)
	address := lib.connect(int32(len(argv)-1), &argv[0])
	if address == nil {
		return nil, errOpen
	}
	return &conn{lib: lib, address: address, name: name, base: base, database: "default", catalog: catalog}, nil
}

func cstring(s string) *byte { return &append([]byte(s), 0)[0] }

func (c *conn) handle() handle { return *(*handle)(c.address) }

func (c *conn) close() {
	c.lib.close(c.address)
	c.address = nil
}

// prepare puts the connection into the database and the settings of a request.
func (c *conn) prepare(database string, settings map[string]string) error {
	// A database that was dropped must be missed, also by a connection that was in it.
	if now := c.catalog.Load(); database != c.database || now != c.since {
		if err := c.exec("USE " + quoteName(database)); err != nil {
			return err
		}
		c.database, c.since = database, now
	}
	if maps.Equal(settings, c.settings) {
		return nil
	}
	if err := c.exec(c.change(settings)); err != nil {
		c.stale = true
		return err
	}
	c.settings = settings
	// A restricted session cannot be widened again.
	_, readonly := settings["readonly"]
	_, ddl := settings["allow_ddl"]
	c.stale = c.stale || readonly || ddl
	return nil
}

// change is the SET statement from the present settings to the wanted ones.
func (c *conn) change(settings map[string]string) string {
	var parts []string
	for key := range c.settings {
		if _, kept := settings[key]; kept {
			continue
		}
		if value, ok := c.base[key]; ok {
			parts = append(parts, quoteName(key)+" = "+quoteText(value))
		} else {
			parts = append(parts, quoteName(key)+" = DEFAULT")
		}
	}
	for key, value := range settings {
		if old, ok := c.settings[key]; !ok || old != value {
			parts = append(parts, quoteName(key)+" = "+quoteText(value))
		}
	}
	slices.Sort(parts)
	return "SET " + strings.Join(parts, ", ")
}

// clear ends what a failed statement leaves behind: the engine keeps it in its process list, with its hold on tables,
// until the connection runs the next one.
func (c *conn) clear() {
	if c.exec("SELECT 1") != nil {
		c.stale = true
	}
}

// exec runs a statement whose result does not matter.
func (c *conn) exec(sql string) error {
	r := c.query(sql, "Null", nil)
	defer r.free()
	return r.err()
}

var (
	nameEscaper = strings.NewReplacer("\\", "\\\\", "`", "\\`")
	textEscaper = strings.NewReplacer("\\", "\\\\", "'", "\\'")
)

func quoteName(s string) string { return "`" + nameEscaper.Replace(s) + "`" }
func quoteText(s string) string { return "'" + textEscaper.Replace(s) + "'" }
