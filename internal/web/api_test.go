package web

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"hesuan/internal/actor"
)

// API-01: what pages do, programs do: a row's life over the API.
func TestARowsLife(t *testing.T) {
	tr := newTrial(t)
	made := tr.ask("POST", "/trial/thing", `{"code":"A 1/2","title":"Anvil","price":"12.50","share":"0.13","count":3,"since":"2026-01-02","active":true,"kind":"big"}`)
	tr.want(made, http.StatusCreated, "")
	if made.text("price") != "12.5" || made.text("parent") != "<nil>" || made.object["secret"] != nil || made.Header["ETag"] != `"1"` {
		t.Errorf("made %s with %v", made.Body, made.Header)
	}
	for _, name := range []string{made.text("id"), "A%201%2F2"} {
		got := tr.ask("GET", "/trial/thing/"+name, "")
		if tr.want(got, http.StatusOK, ""); string(got.Body) != string(made.Body) {
			t.Errorf("read %s, made %s", got.Body, made.Body)
		}
	}
	at := "/trial/thing/" + made.text("id")
	tr.want(tr.ask("PATCH", at, `{"title":"Big anvil","version":1}`), http.StatusOK, "")
	tr.want(tr.ask("PATCH", at, `{"title":"Lost","version":1}`), http.StatusConflict, "core.row.changed")
	tr.want(tr.ask("PATCH", at, `{"title":"Lost"}`, "If-Match", `"1"`), http.StatusConflict, "core.row.changed")
	tr.want(tr.ask("PATCH", at, `{"title":"Lost"}`, "If-Match", `W/"2"`), http.StatusBadRequest, "core.api.match")
	tr.want(tr.ask("POST", at+"/archive", "", "If-Match", `"2"`), http.StatusOK, "")
	tr.want(tr.ask("POST", at+"/restore", `{"version":3}`), http.StatusOK, "")
	tr.want(tr.ask("POST", at+"/restore", `{"cause":"none"}`), http.StatusUnprocessableEntity, "core.api.empty")
	history := tr.ask("GET", at+"/events?limit=3", "")
	if items := history.object["items"].([]any); len(items) != 3 || history.text("next") != "3" {
		t.Errorf("history %s", history.Body)
	}
	if rest := tr.ask("GET", at+"/events?after=3", ""); len(rest.object["items"].([]any)) != 1 || rest.object["next"] != nil {
		t.Errorf("rest %s", rest.Body)
	}
	tr.want(tr.ask("GET", at, "", "If-None-Match", `"4"`), http.StatusNotModified, "")
}

func TestADocumentsLife(t *testing.T) {
	tr := newTrial(t)
	thing := tr.ask("POST", "/trial/thing", `{"code":"A","title":"Anvil"}`)
	made := tr.ask("POST", "/trial/note", fmt.Sprintf(`{"title":"list","worth":"7","lines":[{"word":"a","qty":"1","thing":%q},{"word":"b","qty":2}]}`, thing.text("id")))
	tr.want(made, http.StatusCreated, "")
	at := "/trial/note/" + made.text("number")
	tr.want(tr.ask("PATCH", at, `{"lines":[{"no":2,"qty":"3"},{"word":"c"}]}`), http.StatusOK, "")
	tr.want(tr.ask("POST", at+"/steps/send", `{}`), http.StatusUnprocessableEntity, "core.field.required")
	tr.want(tr.ask("POST", at+"/steps/send", `{"word":"now","version":1}`), http.StatusConflict, "core.row.changed")
	tr.want(tr.ask("POST", at+"/steps/hurry", `{"word":"now"}`), http.StatusUnprocessableEntity, "core.api.empty")
	tr.want(tr.ask("POST", at+"/steps/wait", ``), http.StatusServiceUnavailable, "trial.note.wait")
	sent := tr.ask("POST", at+"/steps/send", `{"word":"now"}`, "If-Match", `"2"`)
	if tr.want(sent, http.StatusOK, ""); sent.text("state") != "sent" || sent.text("title") != "list now" {
		t.Errorf("sent %s", sent.Body)
	}
	tr.want(tr.ask("POST", at+"/steps/send", `{"word":"now"}`), http.StatusConflict, "core.step.state")
	tr.want(tr.ask("PATCH", at, `{"title":"x"}`), http.StatusConflict, "core.doc.fixed")
	tr.want(tr.ask("POST", "/trial/note/steps/hurry", `{"title":"at once"}`), http.StatusCreated, "")
	tr.want(tr.ask("POST", "/trial/note/steps/send", `{"title":"x"}`), http.StatusNotFound, "")
	list := tr.ask("GET", "/trial/note?state=sent&worth[ge]=1&totals=true", "")
	if fmt.Sprint(list.object["totals"]) != "map[count:1 more:false sums:map[worth:7]]" || strings.Contains(string(list.Body), `"lines"`) {
		t.Errorf("list %s", list.Body)
	}
}

// What HTTP has a status for gets that status, and faults speak the caller's language.
func TestRefusals(t *testing.T) {
	tr := newTrial(t)
	tr.ask("POST", "/trial/thing", `{"code":"A","title":"Anvil"}`)
	for _, one := range []struct {
		method, target, body string
		status               int
		key                  string
		headers              []string
	}{
		{"GET", "/trial/nothing", "", 404, "core.page.missing", nil},
		{"GET", "/trial/thing/019fa000-0000-7000-8000-000000000000", "", 404, "core.row.missing", nil},
		{"GET", "/trial/thing/nope", "", 404, "core.key.missing", nil},
		{"GET", "/trial/thing/%00", "", 404, "core.page.missing", nil},
		{"POST", "/trial/note/nope/steps/fly", "", 404, "core.page.missing", nil},
		{"DELETE", "/trial/thing/A", "", 405, "core.api.method", nil},
		{"PUT", "/trial/thing", "", 405, "core.api.method", nil},
		{"GET", "/trial/thing", "", 406, "core.api.accept", []string{"Accept", "text/html"}},
		{"POST", "/trial/thing", "a=b", 415, "core.api.content", []string{"Content-Type", "application/x-www-form-urlencoded"}},
		{"POST", "/trial/thing", `{"code":`, 400, "core.api.json", nil},
		{"POST", "/trial/thing", `[1]`, 422, "core.input.object", nil},
		{"POST", "/trial/thing", `{"code":"B","title":"b","secret":"x"}`, 422, "core.field.unknown", nil},
		{"POST", "/trial/thing", `{"code":"B","title":"` + strings.Repeat("x", 3<<20) + `"}`, 413, "core.api.body", nil},
		{"POST", "/trial/thing", `{"code":"A","title":"again"}`, 409, "trial.thing.code_taken", nil},
		{"POST", "/trial/thing", `{"code":"B","title":"b","parent":"019fa000-0000-7000-8000-000000000000"}`, 409, "trial.thing.parent_missing", nil},
		{"POST", "/trial/thing", `{"code":"B","title":"b","price":"1e18"}`, 422, "core.field.amount", nil},
		{"POST", "/trial/thing", `{"code":"B","title":"b","price":1.9}`, 422, "core.field.fraction", nil},
		{"POST", "/trial/thing", `{"code":"B","title":"b","price":3.0,"parent":"019fa000-0000-7000-8000-000000000000"}`, 409, "trial.thing.parent_missing", nil},
		{"POST", "/trial/thing", `{"code":"B","title":"b","count":99999999999}`, 422, "core.field.range", nil},
		{"POST", "/trial/thing", `{"code":"B\u0000","title":"b"}`, 422, "core.field.control", nil},
		{"POST", "/trial/thing", `{}`, 400, "core.api.key", []string{"Idempotency-Key", "schlüssel"}},
		{"GET", "/trial/thing?colour=red", "", 422, "core.api.parameter", nil},
		{"GET", "/trial/thing?price[has]=1", "", 422, "core.api.parameter", nil},
		{"GET", "/trial/thing?price=cheap", "", 422, "core.query.value", nil},
		{"GET", "/trial/thing?title[in]=", "", 422, "core.query.value", nil},
		{"GET", "/trial/thing?kind[in]=big,", "", 422, "core.query.value", nil},
		{"GET", "/trial/thing?limit=0", "", 422, "core.api.limit", nil},
		{"GET", "/trial/thing?archived=maybe", "", 422, "core.api.bool", nil},
		{"GET", "/trial/thing?sort=bag", "", 422, "core.query.field", nil},
		{"GET", "/trial/thing?after=garbage", "", 404, "core.query.cursor", nil},
		{"GET", "/trial/thing?after=WyJBIiwibm90IGFuIGlkIl0", "", 404, "core.query.cursor", nil},
		{"GET", "/trial/thing?q=%00", "", 422, "core.query.value", nil},
		{"GET", "/trial/thing?limit[eq]=0", "", 200, "", nil},
	} {
		got := tr.ask(one.method, one.target, one.body, one.headers...)
		if got.Status != one.status || one.key != "" && got.text("key") != one.key {
			t.Errorf("%s %s %s: got %d %s, want %d %s", one.method, one.target, clipped(one.body), got.Status, got.Body, one.status, one.key)
		}
	}
	for header, want := range map[string]string{"en-GB": "en: title in en", "zh-CN,en;q=0.5": "zh: title in zh", "fr, en;q=0.2": "en: title in en", "": "zh: title in zh"} {
		got := tr.ask("POST", "/trial/thing", `{"code":"B"}`, "Accept-Language", header)
		if errors := got.object["errors"].([]any); errors[0].(map[string]any)["message"] != want {
			t.Errorf("%q: %s", header, got.Body)
		}
	}
}

// SEC-01: without a token nothing is told, without a right nothing is done.
func TestRightsOverTheAPI(t *testing.T) {
	tr := newTrial(t)
	tr.ask("POST", "/trial/thing", `{"code":"A","title":"Anvil"}`)
	tr.who = actor.Actor{}
	got := tr.ask("GET", "/trial/thing", "")
	if tr.want(got, 401, "core.api.auth"); got.Header["WWW-Authenticate"] == "" {
		t.Errorf("headers %v", got.Header)
	}
	tr.want(tr.ask("GET", "/no/such", ""), 401, "core.api.auth")
	tr.who = actor.Actor{Name: "guest", Rights: []string{"trial.note.*"}}
	for _, target := range []string{"/trial/thing", "/trial/thing/A", "/trial/thing/B", "/trial/thing/A/events"} {
		tr.want(tr.ask("GET", target, ""), 403, "core.right.missing")
	}
	tr.want(tr.ask("POST", "/trial/thing", `{"code":"B","title":"b"}`), 403, "core.right.missing")
	tr.want(tr.ask("PATCH", "/trial/thing/A", `{"title":"b"}`), 403, "core.right.missing")
}

// The same key gives the same answer, status and headers included, however many come at once.
func TestIdempotencyKeys(t *testing.T) {
	tr := newTrial(t)
	const body = `{"title":"once"}`
	replies := make([]Reply, 16)
	var all sync.WaitGroup
	for i := range replies {
		all.Go(func() {
			replies[i] = tr.api.Serve(t.Context(), tr.call("POST", "/trial/note", body, "Idempotency-Key", "k1"))
		})
	}
	all.Wait()
	fresh := 0
	for _, reply := range replies {
		if reply.Status != 201 || string(reply.Body) != string(replies[0].Body) || reply.Header["Location"] == "" {
			t.Errorf("got %d %s, first %s", reply.Status, reply.Body, replies[0].Body)
		}
		if reply.Header["Idempotency-Replayed"] == "" {
			fresh++
		}
	}
	if fresh != 1 {
		t.Errorf("%d answers were fresh", fresh)
	}
	tr.want(tr.ask("POST", "/trial/note", `{"title":"twice"}`, "Idempotency-Key", "k1"), 409, "core.idempotency.reused")
	tr.want(tr.ask("POST", "/trial/note", `{}`, "Idempotency-Key", "k2"), 422, "core.field.required")
	tr.want(tr.ask("POST", "/trial/note", body, "Idempotency-Key", "k2"), 201, "")
	if list := tr.ask("GET", "/trial/note", ""); len(list.object["items"].([]any)) != 2 {
		t.Errorf("list %s", list.Body)
	}
}

// A panic is an internal error like any other: a number and nothing else.
func TestInternalErrorsTellNothing(t *testing.T) {
	tr := newTrial(t)
	made := tr.ask("POST", "/trial/note", `{"title":"x"}`)
	got := tr.ask("POST", "/trial/note/"+made.text("id")+"/steps/burst", "", "Accept-Language", "en")
	tr.want(got, 500, "core.api.internal")
	if strings.Contains(string(got.Body), "burst") || !strings.Contains(got.text("detail"), got.Header["X-Request-Id"]) {
		t.Errorf("told %s", got.Body)
	}
}
