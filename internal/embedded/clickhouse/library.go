package clickhouse

import (
	"fmt"
	"unsafe"

	"github.com/ebitengine/purego"
)

// handle is an opaque pointer into the engine.
type handle uintptr

// library holds the engine's C functions. A result is freed by free, an insert stream by freeInsert, always.
type library struct {
	signals func(enabled int32)
	version func() string
	connect func(argc int32, argv **byte) unsafe.Pointer
	close   func(conn unsafe.Pointer) // of the last one: stops the engine and closes its folder

	query, stream, insert call

	fetch       func(conn, result handle) handle
	cancel      func(conn, result handle)
	free        func(result handle)
	buffer      func(result handle) unsafe.Pointer
	length      func(result handle) uintptr
	failure     func(result handle) string
	rowsRead    func(result handle) uint64
	bytesRead   func(result handle) uint64
	rowsWritten func(result handle) uint64
	written     func(result handle) uint64

	push          func(insert handle, data *byte, n uintptr) int32
	done          func(insert handle) handle
	cancelInsert  func(insert handle)
	insertFailure func(insert handle) string
	freeInsert    func(insert handle)

	classify func(conn handle, sql *byte, n uintptr, database *byte, dn uintptr, out *analysis) int32
}

// call runs sql with parameters: names and values are arrays of pointers, beside arrays of their lengths.
type call func(conn handle, sql *byte, n uintptr, format *byte, fn uintptr,
	names **byte, nameLens *uintptr, values **byte, valueLens *uintptr, params uintptr) handle

// analysis mirrors chdb_query_analysis_v1.
type analysis struct {
	size, statements, flags, class uint32
}

// The classes of a statement that matter here.
const (
	classReads   = 0
	classControl = 3
	classUnknown = 4
)

// flagLifecycle says that the statement creates, drops or renames a database.
const flagLifecycle = 1 << 2

// symbols pairs each C function with the field that will call it.
func (l *library) symbols() map[string]any {
	return map[string]any{
		"chdb_set_signal_handlers_enabled": &l.signals,
		"chdb_version":                     &l.version,
		"chdb_connect":                     &l.connect,
		"chdb_close_conn":                  &l.close,

		"chdb_query_with_params_n":         &l.query,
		"chdb_stream_query_with_params_n":  &l.stream,
		"chdb_stream_insert_with_params_n": &l.insert,
		"chdb_stream_fetch_result":         &l.fetch,
		"chdb_stream_cancel_query":         &l.cancel,
		"chdb_destroy_query_result":        &l.free,
		"chdb_result_buffer":               &l.buffer,
		"chdb_result_length":               &l.length,
		"chdb_result_error":                &l.failure,
		"chdb_result_storage_rows_read":    &l.rowsRead,
		"chdb_result_storage_bytes_read":   &l.bytesRead,
		"chdb_result_rows_written":         &l.rowsWritten,
		"chdb_result_bytes_written":        &l.written,
		"chdb_stream_append":               &l.push,
		"chdb_stream_done":                 &l.done,
		"chdb_stream_cancel_insert":        &l.cancelInsert,
		"chdb_stream_insert_error":         &l.insertFailure,
		"chdb_destroy_insert_stream":       &l.freeInsert,
		"chdb_classify_query_n":            &l.classify,
	}
}

// load opens libchdb.so. Its signal handlers are switched off before anything else: with them Go's own signals hang.
func load(path string) (*library, error) {
	so, err := purego.Dlopen(path, purego.RTLD_NOW|purego.RTLD_LOCAL)
	if err != nil {
		return nil, fmt.Errorf("the ClickHouse library does not load (is it the glibc x86-64 build?): %w", err)
	}
	l := &library{}
	for name, field := range l.symbols() {
		address, err := purego.Dlsym(so, name)
		if err != nil {
			return nil, fmt.Errorf("%s is another version of the ClickHouse library, run `make setup`: %w", path, err)
		}
		purego.RegisterFunc(field, address)
	}
	l.signals(0)
	return l, nil
}

// useUTC makes the engine's time zone UTC, whatever the machine's: the C library reads TZ when the engine starts.
func useUTC() error {
	address, err := purego.Dlsym(purego.RTLD_DEFAULT, "setenv")
	if err != nil {
		return err
	}
	var setenv func(name, value string, overwrite int32) int32
	purego.RegisterFunc(&setenv, address)
	setenv("TZ", "UTC", 1)
	return nil
}
