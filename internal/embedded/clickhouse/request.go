package clickhouse

import (
	"io"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// request is one statement as HTTP brought it.
type request struct {
	query    string // from the URL
	body     io.Reader
	id       string
	database string
	format   string // for results, where the statement names none
	settings map[string]string
	params   []parameter
	readonly bool // a GET only reads
	frames   frameMethod
	encoding string // Content-Encoding of the answer
	revision int    // of the client's protocol; 0 for none
}

// ours are the URL arguments that are no settings of the engine. The engine has no sessions, roles or quotas;
// an answer either streams, or is built whole, by its format.
var ours = []string{
	"query", "database", "query_id", "user", "password", "quota_key", "role", "default_format", "compress", "decompress",
	"client_protocol_version", "network_compression_method", "network_zstd_compression_level", "enable_http_compression",
	"http_zlib_compression_level", "wait_end_of_query", "buffer_size", "send_progress_in_http_headers", "log_comment",
	"stacktrace", "session_timeout", "session_check", "close_session",
}

var settingName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_.]*$`)

// readRequest reads everything but the rows of an insert.
func readRequest(r *http.Request) (*request, error) {
	args := r.URL.Query()
	q := &request{
		query:    args.Get("query"),
		id:       args.Get("query_id"),
		database: first(r.Header.Get("X-ClickHouse-Database"), args.Get("database"), "default"),
		format:   first(r.Header.Get("X-ClickHouse-Format"), args.Get("default_format"), "TabSeparated"),
		readonly: r.Method != http.MethodPost,
		settings: map[string]string{},
	}
	if args.Has("session_id") {
		return nil, refuse(codeNotImplemented, "NOT_IMPLEMENTED", "The embedded engine has no HTTP sessions")
	}
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind == "multipart/form-data" {
		return nil, refuse(codeNotImplemented, "NOT_IMPLEMENTED", "The embedded engine takes no external tables")
	}
	if err := q.readArguments(args); err != nil {
		return nil, err
	}
	q.revision, _ = strconv.Atoi(args.Get("client_protocol_version"))
	return q, q.readCompression(r, args)
}

// readArguments sorts the URL's arguments into parameters and settings.
func (q *request) readArguments(args url.Values) error {
	for key, values := range args {
		value := values[len(values)-1]
		name, isParam := strings.CutPrefix(key, "param_")
		switch {
		case isParam:
			q.params = append(q.params, parameter{name, value})
		case slices.Contains(ours, key):
		case settingName.MatchString(key):
			q.settings[key] = value
		default:
			return refuse(codeBadArguments, "BAD_ARGUMENTS", "%q is no name of a setting", key)
		}
	}
	return nil
}

// first is the first that is not empty.
func first(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// maxText bounds a statement that is not an insert of streamed rows.
const maxText = 256 << 20

// text is the whole statement: what the URL holds, then what the body holds.
func (q *request) text() (string, error) {
	var b strings.Builder
	b.WriteString(q.query)
	if q.query != "" {
		b.WriteByte('\n')
	}
	n, err := io.Copy(&b, io.LimitReader(q.body, maxText+1))
	if err != nil {
		return "", refuse(codeNetwork, "NETWORK_ERROR", "The request broke off: %s", err)
	}
	if n > maxText {
		return "", refuse(codeQueryTooLarge, "QUERY_IS_TOO_LARGE",
			"A statement may have %d bytes; send rows as an insert with FORMAT in the URL", maxText)
	}
	return b.String(), nil
}
