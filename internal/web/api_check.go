package web

import (
	"bytes"
	"encoding/json"
	"mime"
	"net/http"
	"strconv"
	"strings"

	"hesuan/internal/fault"
)

// check refuses what HTTP itself gives a reason to refuse, and reads the version that the caller saw.
func (q *errand) check() error {
	if !accepts(q.Header.Get("Accept"), "application", "json") {
		return refuse(http.StatusNotAcceptable, "core.api.accept", nil)
	}
	if len(q.Body) > apiBody {
		return refuse(http.StatusRequestEntityTooLarge, "core.api.body", fault.Args{"max": apiBody})
	}
	if err := q.ifMatch(); err != nil {
		return err
	}
	if !q.at.write {
		return nil
	}
	if q.at.action != "create" && q.at.action != "start" && len(q.Query) > 0 {
		return unknownParameters(q.Query)
	}
	if len(bytes.TrimSpace(q.Body)) == 0 {
		q.Body = []byte("{}")
		return nil
	}
	kind, _, _ := mime.ParseMediaType(q.Header.Get("Content-Type"))
	if kind != "application/json" && !(kind == "application/merge-patch+json" && q.Method == http.MethodPatch) {
		return refuse(http.StatusUnsupportedMediaType, "core.api.content", nil).with("Accept", "application/json")
	}
	if !json.Valid(q.Body) {
		return refuse(http.StatusBadRequest, "core.api.json", nil)
	}
	if q.at.onRow() {
		return q.takeVersion()
	}
	return nil
}

// takeVersion takes the version out of the body, where programs may put it that cannot set headers.
func (q *errand) takeVersion() error {
	var object map[string]json.RawMessage
	if json.Unmarshal(q.Body, &object) != nil {
		return fault.New(fault.Invalid, "core.input.object", nil)
	}
	raw, given := object["version"]
	if !given || q.at.step != nil && q.at.step.Fields.Find("version") != nil {
		return nil
	}
	version, err := strconv.ParseInt(strings.Trim(string(raw), `"`), 10, 64)
	if err != nil || version < 1 {
		return fault.New(fault.Invalid, "core.field.int", fault.Args{"field": "version", "value": clipped(string(raw))}).At("version")
	}
	if q.version == 0 {
		q.version = version
	}
	delete(object, "version")
	q.Body, err = json.Marshal(object)
	return err
}

// ifMatch reads the version that a change is meant for. Versions are strong tags such as "7"; a list of several is refused, for a
// change is made to one version.
func (q *errand) ifMatch() error {
	tag := strings.TrimSpace(q.Header.Get("If-Match"))
	if tag == "" || tag == "*" || !q.at.write || !q.at.onRow() {
		return nil
	}
	version, err := strconv.ParseInt(strings.Trim(tag, `"`), 10, 64)
	if err != nil || version < 1 || !strings.HasPrefix(tag, `"`) || !strings.HasSuffix(tag, `"`) {
		return refuse(http.StatusPreconditionFailed, "core.api.match", nil)
	}
	q.version, q.matched = version, true
	return nil
}

// accepts tells whether an Accept header takes a media type. Qualities matter only where they are zero.
func accepts(header, kind, sub string) bool {
	if strings.TrimSpace(header) == "" {
		return true
	}
	for _, part := range strings.Split(header, ",") {
		media, params, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		if q, err := strconv.ParseFloat(params["q"], 64); err == nil && q == 0 {
			continue
		}
		if media == "*/*" || media == kind+"/*" || media == kind+"/"+sub {
			return true
		}
	}
	return false
}
