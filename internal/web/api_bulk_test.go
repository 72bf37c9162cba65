package web

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"hesuan/internal/actor"
	"hesuan/internal/auth"
)

// robot is a program that calls the trial house.
type robot struct {
	*apiServer
	name, token string
}

func (s *apiServer) robot(name string, rights ...string) *robot {
	s.Helper()
	token, err := s.Auth.CreateToken(actor.With(s.Context(), actor.House), auth.Grant{Name: name, Rights: rights})
	if err != nil {
		s.Fatal(err)
	}
	return &robot{s, name, token}
}

// call asks and expects a status; the answer's object comes back.
func (r *robot) call(status int, method, target, body string, headers ...string) map[string]any {
	r.Helper()
	headers = append(headers, "Authorization", "Bearer "+r.token, "Content-Type", "application/json", "Accept-Language", "en")
	response, object := r.ask(method, "/api/v1"+target, body, headers...)
	if response.StatusCode != status {
		r.Errorf("%s %s %s: got %d %v, want %d", method, target, clipped(body), response.StatusCode, object, status)
	}
	return object
}

// things makes things and gives their identifiers.
func (r *robot) things(codes ...string) (ids []string) {
	for _, code := range codes {
		made := r.call(201, "POST", "/trial/thing", fmt.Sprintf(`{"code":%q,"title":"thing %s","kind":"big"}`, code, code))
		ids = append(ids, fmt.Sprint(made["id"]))
	}
	return ids
}

// finished waits for a task and gives it with what became of its rows.
func (r *robot) finished(task map[string]any) (state string, rows []string) {
	r.Helper()
	at := fmt.Sprintf("/house/task/%v", task["id"])
	for end := time.Now().Add(time.Minute); ; time.Sleep(20 * time.Millisecond) {
		task = r.call(200, "GET", at, "")
		if task["state"] == "done" {
			break
		}
		if time.Now().After(end) {
			r.Fatalf("the task does not end: %v", task)
		}
	}
	for next := any(0); next != nil; {
		page := r.call(200, "GET", fmt.Sprintf("%s/rows?limit=2&after=%v", at, next), "")
		for _, row := range page["items"].([]any) {
			one := row.(map[string]any)
			rows = append(rows, fmt.Sprintf("%v %v %v", one["title"], one["became"], one["why"]))
		}
		next = page["next"]
	}
	return fmt.Sprintf("%v of %v, %v failed, %v refused", task["done"], task["count"], task["failed"], task["refused"]), rows
}

// API-01: what the bar under a list does to chosen rows, a program can: each by itself, and what became of it is told in
// the language of the call.
func TestManyRowsByName(t *testing.T) {
	r := newAPIServer(t).robot("robot", "trial.*")
	ids := r.things("A", "B", "C", "D")
	r.call(200, "POST", "/trial/thing/D/archive", "")
	r.call(200, "PATCH", "/trial/thing/B", `{"about":"moved on"}`)
	body := fmt.Sprintf(`{"do":"archive","rows":[{"id":%q},{"id":%q,"version":1},{"id":%q},{"id":"019fa000-0000-7000-8000-000000000000"},{"id":%q},{"id":%q}]}`,
		ids[0], ids[1], ids[3], ids[2], ids[0])
	task := r.call(202, "POST", "/trial/thing/bulk", body, "Idempotency-Key", "once")
	again := r.call(202, "POST", "/trial/thing/bulk", body, "Idempotency-Key", "once")
	if task["id"] != again["id"] || task["state"] != "asked" || task["count"] != 3.0 {
		t.Errorf("asked twice: %v and %v", task, again)
	}
	state, rows := r.finished(task)
	if state != "2 of 3, 1 failed, 2 refused" || len(rows) != 5 {
		t.Errorf("%s: %q", state, rows)
	}
	for i, want := range []string{"thing A done", "thing B failed en: changed", "thing D refused bulk.already", " refused core.row.missing", "thing C done"} {
		if i >= len(rows) || !strings.HasPrefix(rows[i], want) {
			t.Errorf("row %d: want %s of %q", i, want, rows)
		}
	}
	if left := r.call(200, "GET", "/trial/thing?fields=code", ""); fmt.Sprint(left["items"]) != fmt.Sprintf("[map[code:B id:%s]]", ids[1]) {
		t.Errorf("left are %v", left)
	}
}

// All that a question finds is done, if it is as much as the caller believes.
func TestManyRowsByQuestion(t *testing.T) {
	r := newAPIServer(t).robot("robot", "trial.*")
	r.things("A", "B", "C")
	r.call(200, "PATCH", "/trial/thing/C", `{"kind":"small"}`)
	const big = "/trial/thing/bulk?kind=big"
	for _, count := range []string{"", `,"count":3`} {
		if refused := r.call(409, "POST", big, `{"do":"edit","input":{"price":"7"}`+count+`}`); refused["key"] != "bulk.count" {
			t.Errorf("%s: %v", count, refused)
		}
	}
	task := r.call(202, "POST", big, `{"do":"edit","input":{"price":"7","kind":"small"},"count":2}`, "Idempotency-Key", "k")
	if state, rows := r.finished(task); state != "2 of 2, 0 failed, 0 refused" {
		t.Error(state, rows)
	}
	if list := r.call(200, "GET", "/trial/thing?kind=small&price=7&totals=true", ""); fmt.Sprint(list["totals"].(map[string]any)["count"]) != "2" {
		t.Errorf("written: %v", list)
	}
	r.call(409, "POST", big+"&code=A", `{"do":"edit","input":{"price":"7","kind":"small"},"count":2}`, "Idempotency-Key", "k") // another question
	if none := r.call(409, "POST", big, `{"do":"archive","count":0}`); none["key"] != "bulk.nothing" {
		t.Errorf("nothing found: %v", none)
	}
	other := r.robot("other", "trial.*")
	if gone := other.call(404, "GET", fmt.Sprintf("/house/task/%v", task["id"]), ""); gone["key"] != "core.task.missing" {
		t.Errorf("somebody else's task: %v", gone)
	}
	other.call(404, "GET", fmt.Sprintf("/house/task/%v/rows", task["id"]), "")
}

// A step is taken of many documents with what it asks for; those in another state are told.
func TestAStepOfManyDocuments(t *testing.T) {
	r := newAPIServer(t).robot("robot", "trial.*")
	var rows []string
	for _, title := range []string{"one", "two"} {
		rows = append(rows, fmt.Sprintf(`{"id":%q}`, r.call(201, "POST", "/trial/note", fmt.Sprintf(`{"title":%q}`, title))["id"]))
	}
	body := func(do, input string) string {
		return fmt.Sprintf(`{"do":%q,"input":%s,"rows":[%s]}`, do, input, strings.Join(rows, ","))
	}
	if state, done := r.finished(r.call(202, "POST", "/trial/note/bulk", body("send", `{"word":"now"}`))); state != "2 of 2, 0 failed, 0 refused" {
		t.Error(state, done)
	}
	refused := r.call(409, "POST", "/trial/note/bulk", body("send", `{"word":"now"}`))
	if errors := refused["errors"].([]any); refused["key"] != "bulk.nothing" || len(errors) != 3 || errors[2].(map[string]any)["field"] != "rows.1" {
		t.Errorf("sent already: %v", refused)
	}
}

// What is not as described begins nothing and says where.
func TestBulkInputThatIsNoInput(t *testing.T) {
	r := newAPIServer(t).robot("robot", "trial.*")
	id := r.things("A")[0]
	named := fmt.Sprintf(`,"rows":[{"id":%q}]}`, id)
	for _, one := range []struct{ target, body, field, key string }{
		{"", `{}`, "do", "core.field.required"},
		{"", `{"do":"fly"` + named, "do", "core.field.choice"},
		{"", `{"do":"archive","what":1` + named, "what", "core.field.unknown"},
		{"", `{"do":"archive","count":"many"` + named, "count", "core.field.int"},
		{"", `{"do":"archive","input":{}` + named, "input", "core.api.empty"},
		{"", `{"do":"archive","rows":[]}`, "rows", "core.api.rows"},
		{"", `{"do":"archive","rows":null}`, "rows", "core.api.rows"},
		{"", `{"do":"archive","rows":[null]}`, "rows.0", "core.input.object"},
		{"", `{"do":"archive","rows":[{"id":"x"}]}`, "rows.0.id", "core.field.link"},
		{"", `{"do":"archive","rows":[{"version":1}]}`, "rows.0.id", "core.field.required"},
		{"", `{"do":"edit"` + named, "input", "core.field.required"},
		{"", `{"do":"edit","input":null` + named, "input", "core.input.object"},
		{"", `{"do":"edit","input":{"price":"cheap"}` + named, "input.price", "core.field.amount"},
		{"", `{"do":"edit","input":{"code":"B"}` + named, "input.code", "core.field.unknown"},
		{"", `{"do":"edit","input":{"title":""}` + named, "input.title", "core.field.required"},
		{"?limit=5", `{"do":"archive"` + named, "limit", "core.api.parameter"},
		{"?kind=huge", `{"do":"archive"` + named, "kind", "core.query.value"},
	} {
		got := r.call(422, "POST", "/trial/thing/bulk"+one.target, one.body)
		first := got["errors"].([]any)[0].(map[string]any)
		if first["field"] != one.field || got["key"] != one.key {
			t.Errorf("%s %s: %v", one.target, one.body, got)
		}
	}
	limited := r.robot("limited", "trial.thing.view")
	limited.call(403, "POST", "/trial/thing/bulk", `{"do":"archive"`+named)
	r.robot("blind", "trial.thing.archive").call(403, "POST", "/trial/thing/bulk", `{"do":"archive"`+named)
}

// A list shows the fields that are asked for, and always which row it is; one that it does not have is told.
func TestChosenFields(t *testing.T) {
	tr := newTrial(t)
	tr.ask("POST", "/trial/thing", `{"code":"A","title":"Anvil","price":"3"}`)
	list := tr.ask("GET", "/trial/thing?fields="+url.QueryEscape("price,code,code"), "")
	if items := list.object["items"].([]any); len(items[0].(map[string]any)) != 3 || !strings.Contains(string(list.Body), `"code":"A","price":"3"}`) {
		t.Errorf("got %s", list.Body)
	}
	for _, wrong := range []string{"secret", "", "code,", "code,colour"} {
		got := tr.ask("GET", "/trial/thing?fields="+wrong, "", "Accept-Language", "en")
		tr.want(got, 422, "core.api.field")
		if !strings.Contains(string(got.Body), `"field":"fields"`) {
			t.Errorf("%q: %s", wrong, got.Body)
		}
	}
}
