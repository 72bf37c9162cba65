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
	if op := q.at.op; (op == nil || !op.gives()) && !accepts(q.Header.Get("Accept"), "application", "json") {
		return refuse(http.StatusNotAcceptable, "core.api.accept", nil)
	}
	if most := q.at.most(); len(q.Body) > most {
		return refuse(http.StatusRequestEntityTooLarge, "core.api.body", fault.Args{"max": most})
	}
	if err := q.ifMatch(); err != nil {
		return err
	}
	if !q.at.write {
		return nil
	}
	if q.at.op == nil && q.at.action != "create" && q.at.action != "start" && q.at.action != "bulk" && len(q.Query) > 0 {
		return unknownParameters(q.Query)
	}
	if q.at.op != nil && q.at.op.File {
		return q.checkFile()
	}
	if len(bytes.TrimSpace(q.Body)) == 0 && !q.at.wantsBody() {
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
	if bytes.TrimSpace(q.Body)[0] != '{' {
		return fault.New(fault.Invalid, "core.input.object", nil)
	}
	if q.at.onRow() && q.at.op == nil {
		return q.takeVersion()
	}
	return nil
}

// checkFile refuses a body that is not sent as a file.
func (q *errand) checkFile() error {
	if kind, _, _ := mime.ParseMediaType(q.Header.Get("Content-Type")); kind != fileType {
		return refuse(http.StatusUnsupportedMediaType, "core.api.file", nil).with("Accept", fileType)
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
	version, ok := whole(strings.Trim(string(raw), `"`))
	if !ok {
		return fault.New(fault.Invalid, "core.field.int", fault.Args{"field": "version", "value": clipped(string(raw))}).At("version")
	}
	if q.version == 0 {
		q.version = version
	}
	delete(object, "version")
	var err error
	q.Body, err = json.Marshal(object)
	return err
}

// whole reads a version; 3.0 is a whole number in JSON.
func whole(text string) (int64, bool) {
	text = strings.TrimSuffix(text, ".0")
	version, err := strconv.ParseInt(text, 10, 64)
	return version, err == nil && version > 0
}

// ifMatch reads the version that a change is meant for: a strong tag such as "7". Weak tags, lists and what no answer of ours ever held are
// refused as unreadable.
func (q *errand) ifMatch() error {
	tag := strings.TrimSpace(q.Header.Get("If-Match"))
	if tag == "" || tag == "*" || !q.at.write || !q.at.onRow() {
		return nil
	}
	version, err := strconv.ParseInt(strings.Trim(tag, `"`), 10, 64)
	if err != nil || version < 1 || !strings.HasPrefix(tag, `"`) || !strings.HasSuffix(tag, `"`) {
		return refuse(http.StatusBadRequest, "core.api.match", nil)
	}
	q.version = version
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
