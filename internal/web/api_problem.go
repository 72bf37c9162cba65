package web

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"hesuan/internal/fault"
)

// refusal is a fault of a call that HTTP has a status of its own for.
type refusal struct {
	status int
	faults fault.List
	header map[string]string
}

func (r *refusal) Error() string { return r.faults.Error() }

func refuse(status int, key string, args fault.Args) *refusal {
	return &refusal{status: status, faults: fault.List{fault.New(fault.Invalid, key, args)}}
}

func (r *refusal) with(name, value string) *refusal {
	r.header = map[string]string{name: value}
	return r
}

// Problem is a problem document (RFC 9457): what every fault of the API looks like.
type Problem struct {
	Type     string         `json:"type"`
	Title    string         `json:"title"`
	Status   int            `json:"status"`
	Detail   string         `json:"detail"`
	Instance string         `json:"instance"`
	Kind     string         `json:"kind"`    // invalid, conflict, not_found, forbidden, unavailable or internal
	Key      string         `json:"key"`     // of the message
	Message  string         `json:"message"` // detail again, under the name that errors use
	Errors   []ProblemField `json:"errors,omitempty"`
}

// problemRoot is where the page stands that tells of an error: its type is an address, and stays the same.
const problemRoot = "/api/docs/problem/"

// ProblemField is one fault of the input.
type ProblemField struct {
	Field   string `json:"field"` // lines.2.qty; empty when it is about the whole
	Key     string `json:"key"`
	Message string `json:"message"`
}

// problem answers an error. What is no fault is logged here, once, and shown as the call's number.
func (a *API) problem(ctx context.Context, q *errand, err error) Reply {
	status, faults, header := a.judge(ctx, q, err)
	w := a.words(q.lang)
	first := faults[0]
	p := Problem{
		Type: problemRoot + first.Key, Title: http.StatusText(status), Status: status, Instance: "urn:uuid:" + q.ID,
		Kind: string(first.Kind), Key: first.Key,
	}
	for _, f := range faults {
		p.Errors = append(p.Errors, ProblemField{Field: f.Field, Key: f.Key, Message: w.fault(q.typed(f))})
	}
	p.Detail = p.Errors[0].Message
	p.Message = p.Detail
	if status == http.StatusInternalServerError {
		p.Kind, p.Errors = "internal", nil
	}
	body, _ := json.Marshal(p)
	reply := Reply{Status: status, Header: map[string]string{"Content-Type": "application/problem+json; charset=utf-8"}, Body: body}
	maps.Copy(reply.Header, header)
	return reply
}

func (a *API) judge(ctx context.Context, q *errand, err error) (status int, faults fault.List, header map[string]string) {
	var refused *refusal
	if errors.As(err, &refused) {
		return refused.status, refused.faults, refused.header
	}
	if faults = fault.All(err); len(faults) > 0 {
		if status = statuses[faults[0].Kind]; status == http.StatusServiceUnavailable {
			header = map[string]string{"Retry-After": "1"}
		}
		if faults[0].Kind == fault.Invalid && !misfit(faults[0].Key) {
			status = http.StatusConflict
		}
		return status, faults, header
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return http.StatusServiceUnavailable, fault.List{fault.New(fault.Unavailable, "core.api.slow", nil)}, map[string]string{"Retry-After": "5"}
	}
	a.log.ErrorContext(ctx, "call of the API", "method", q.Method, "path", clipped(q.Path), "err", err)
	if dataError(err) {
		return http.StatusUnprocessableEntity, fault.List{fault.New(fault.Invalid, "core.api.value", nil)}, nil
	}
	if unreachable(err) {
		return http.StatusServiceUnavailable, fault.List{fault.New(fault.Unavailable, "core.api.engine", nil)}, map[string]string{"Retry-After": "5"}
	}
	return http.StatusInternalServerError, fault.List{fault.New("internal", "core.api.internal", fault.Args{"reference": q.ID})}, nil
}

// misfit tells a fault of input that is not as its description says, 422, from one that a rule of the house refuses although each part of it
// is well, 409.
func misfit(key string) bool {
	return slices.ContainsFunc([]string{"core.field.", "core.input.", "core.line.", "core.query.", "core.api."}, func(stem string) bool {
		return strings.HasPrefix(key, stem)
	})
}

// state is the SQLSTATE of a Postgres error.
func sqlState(err error) string {
	var told interface{ SQLState() string }
	if errors.As(err, &told) {
		return told.SQLState()
	}
	return ""
}

// dataError tells that a value was refused by Postgres, or on the way to it, for what it is: a number too large for its column, a link to
// nothing. That is the caller's doing; it is logged all the same, because the declaration or a named constraint should have refused it first.
func dataError(err error) bool {
	state := sqlState(err)
	return strings.HasPrefix(state, "22") || strings.HasPrefix(state, "23") || strings.Contains(err.Error(), "failed to encode args[")
}

// unreachable tells that Postgres is away: shut down, starting, or out of connections.
func unreachable(err error) bool {
	state := sqlState(err)
	var refused interface{ SafeToRetry() bool }
	return strings.HasPrefix(state, "57P") || strings.HasPrefix(state, "08") || strings.HasPrefix(state, "53") ||
		state == "" && errors.As(err, &refused)
}

// typed tells the words of a fault which Def its field belongs to.
func (q *errand) typed(f *fault.Fault) *fault.Fault {
	if q.def == nil || f.Args["type"] != nil || f.Args["field"] == nil {
		return f
	}
	twin := *f
	twin.Args = maps.Clone(f.Args)
	twin.Args["type"] = q.def.Info().Name
	return &twin
}

func clipped(text string) string {
	text = strings.ToValidUTF8(text, "?")
	if utf8.RuneCountInString(text) > 80 {
		return string([]rune(text)[:80]) + "…"
	}
	return text
}
