package clickhouse

import (
	"runtime"
	"unsafe"
)

// parameter is a value for a placeholder {name:Type}, written as the engine reads it: escaped as in TSV.
type parameter struct{ name, value string }

// result is an answer that lives in the engine's memory until free.
type result struct {
	lib *library
	h   handle
}

func (r result) free() { r.lib.free(r.h) }

func (r result) err() error { return newException(r.lib.failure(r.h)) }

// bytes is the engine's own memory: valid until free.
func (r result) bytes() []byte {
	n := r.lib.length(r.h)
	if n == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(r.lib.buffer(r.h)), n)
}

// query runs a statement to its end and keeps the whole answer.
func (c *conn) query(sql, format string, params []parameter) result {
	return result{c.lib, c.call(c.lib.query, sql, format, params)}
}

// rows is a SELECT under way, given block by block.
type rows struct {
	conn *conn
	result
}

// stream starts a SELECT. The engine refuses other statements with an error that notStreamable knows.
func (c *conn) stream(sql, format string, params []parameter) rows {
	return rows{c, result{c.lib, c.call(c.lib.stream, sql, format, params)}}
}

// next is the next piece of the answer; an empty one is the end.
func (r rows) next() result { return result{r.lib, r.lib.fetch(r.conn.handle(), r.h)} }

// close abandons what was not read.
func (r rows) close() {
	r.lib.cancel(r.conn.handle(), r.h)
	r.free()
}

// call runs one of the three functions that take a statement and parameters.
func (c *conn) call(f call, sql, format string, params []parameter) handle {
	names, nameLens := make([]*byte, len(params)+1), make([]uintptr, len(params)+1)
	values, valueLens := make([]*byte, len(params)+1), make([]uintptr, len(params)+1)
	for i, p := range params {
		names[i], nameLens[i] = text(p.name)
		values[i], valueLens[i] = text(p.value)
	}
	query, n := text(sql)
	form, fn := text(format)
	h := f(c.handle(), query, n, form, fn, &names[0], &nameLens[0], &values[0], &valueLens[0], uintptr(len(params)))
	runtime.KeepAlive(params)
	runtime.KeepAlive(sql)
	runtime.KeepAlive(format)
	return h
}

var zero byte

// text lends a string to the engine for one call; never a nil pointer.
func text(s string) (*byte, uintptr) {
	if s == "" {
		return &zero, 0
	}
	return unsafe.StringData(s), uintptr(len(s))
}

// analyse says what sql would do, by the engine's own parser.
func (c *conn) analyse(sql string) analysis {
	a := analysis{class: classUnknown}
	a.size = uint32(unsafe.Sizeof(a))
	query, n := text(sql)
	c.lib.classify(c.handle(), query, n, nil, 0, &a)
	runtime.KeepAlive(sql)
	return a
}

// upload is an INSERT that takes its rows in pieces.
type upload struct {
	lib *library
	h   handle
}

// insert starts an INSERT; sql has neither FORMAT nor rows.
func (c *conn) insert(sql, format string, params []parameter) (upload, error) {
	u := upload{c.lib, c.call(c.lib.insert, sql, format, params)}
	if message := c.lib.insertFailure(u.h); message != "" {
		u.free()
		return upload{}, newException(message)
	}
	return u, nil
}

// push hands over rows and waits while the engine is behind; false means the insert has failed, finish says why.
func (u upload) push(data []byte) bool {
	return len(data) == 0 || u.lib.push(u.h, unsafe.SliceData(data), uintptr(len(data))) == 0
}

// finish commits. When it returns without error, the rows are on disk.
func (u upload) finish() (rows, bytes uint64, err error) {
	r := result{u.lib, u.lib.done(u.h)}
	defer r.free()
	return u.lib.rowsWritten(r.h), u.lib.written(r.h), r.err()
}

// cancel drops the rows that are not yet written.
func (u upload) cancel() { u.lib.cancelInsert(u.h) }

func (u upload) free() { u.lib.freeInsert(u.h) }
