package clickhouse

import (
	"fmt"
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

// exception is an error of the engine, in the words of the engine.
type exception struct {
	code int
	text string // "Code: 60. DB::Exception: … (UNKNOWN_TABLE)"
}

func (e *exception) Error() string { return e.text }

// The codes that this package itself gives or looks for; the engine's are system.error_codes.
const (
	codeBadArguments     = 36
	codeNotImplemented   = 48
	codeLogical          = 49
	codeSyntax           = 62
	codeReadonly         = 164
	codePasswordMissing  = 194
	codeAborted          = 236
	codeQueryTooLarge    = 229
	codeCannotDecompress = 271
	codeNetwork          = 210
	codeWrongPassword    = 516
)

var codePattern = regexp.MustCompile(`^Code:\s*(\d+)\.`)

// newException reads the code off the engine's message; no message is no error.
func newException(text string) error {
	if text == "" {
		return nil
	}
	if m := codePattern.FindStringSubmatch(text); m != nil {
		code, _ := strconv.Atoi(m[1])
		return &exception{code, text}
	}
	return refuse(codeLogical, "LOGICAL_ERROR", "%s", text)
}

// refuse makes an error of our own in the same form.
func refuse(code int, name, format string, args ...any) *exception {
	return &exception{code, fmt.Sprintf("Code: %d. DB::Exception: %s. (%s)", code, fmt.Sprintf(format, args...), name)}
}

// notStreamable tells that a statement is no SELECT; nothing has run.
func notStreamable(err error) bool {
	return err != nil && strings.Contains(err.Error(), "Streaming query is not supported for query")
}

// insertSelects tells that an INSERT brings its own rows by SELECT; nothing has run.
func insertSelects(err error) bool {
	return err != nil && strings.Contains(err.Error(), "does not support INSERT ... SELECT")
}

// statuses follows the server's exceptionCodeToHTTPStatus; every other code is 500.
var statuses = map[int][]int{
	http.StatusUnauthorized: {194},
	http.StatusForbidden:    {192, 193, 497, 512, 516},
	http.StatusBadRequest: {
		6, 8, 15, 25, 26, 27, 36, 37, 38, 41, 44, 53, 62, 72, 117, 123, 167, 168, 223, 321, 376, 427, 441, 675, 676,
	},
	http.StatusNotFound:              {46, 47, 50, 56, 60, 63, 73, 78, 81, 115, 152, 336, 511},
	http.StatusRequestTimeout:        {159},
	http.StatusLengthRequired:        {381},
	http.StatusRequestEntityTooLarge: {229},
	http.StatusNotImplemented:        {48},
	http.StatusServiceUnavailable:    {76, 209, 439},
}

func statusOf(code int) int {
	for status, codes := range statuses {
		for _, c := range codes {
			if c == code {
				return status
			}
		}
	}
	return http.StatusInternalServerError
}
