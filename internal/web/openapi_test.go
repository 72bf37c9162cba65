package web

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"hesuan/internal/i18n"
)

// The description is valid OpenAPI 3.1 in each language, and has a word for everything.
func TestTheDescriptionIsValid(t *testing.T) {
	tr := newTrial(t)
	for _, lang := range i18n.Langs {
		raw, err := tr.api.OpenAPI(lang)
		if err != nil {
			t.Fatal(err)
		}
		doc, err := openapi3.NewLoader().LoadFromData(raw)
		if err != nil {
			t.Fatal(err)
		}
		if err := doc.Validate(t.Context(), openapi3.IsOpenAPI31OrLater(), openapi3.EnableExamplesValidation()); err != nil {
			t.Errorf("%s: %v", lang, err)
		}
		if i := strings.Index(string(raw), `"openapi.`); i >= 0 {
			t.Errorf("%s: a word is missing: %s", lang, raw[i:i+60])
		}
	}
}

// Every operation described answers as described, whatever garbage it is sent; ask holds each answer against the description.
func TestEveryOperationAnswersAsDescribed(t *testing.T) {
	tr := newTrial(t)
	tr.ask("POST", "/trial/thing", `{"code":"A","title":"Anvil"}`)
	note := tr.ask("POST", "/trial/note", `{"title":"x","lines":[{"word":"a"}]}`)
	rows := map[string]string{"/trial/thing": "A", "/trial/note": note.text("number")}
	bodies := []string{
		"", "{}", "[]", "null", `"x"`, "{", "\xff", `{"version":"x"}`, `{"version":99}`, `{"version":1e400}`, `{"lines":{}}`, `{"lines":[{"no":-1}]}`, `{"lines":[[]]}`,
		`{"title":{},"code":[],"price":"NaN","worth":1e999,"count":1.5,"since":"2026-02-30","parent":5,"active":"maybe","word":"\ud800"}`,
		`{"title":"\u0000","word":"` + strings.Repeat("长", 5000) + `"}`,
	}
	queries := []string{"", "?limit=-1", "?sort=-", "?after=e30", "?price[ge]=1e99&since=x", "?id=x", "?state=x&number[in]=,,", "?q=%25%5C_", "?[]=1", "?count=9e9", "?since[lt]=0000-01-01"}
	count := 0
	for at, item := range tr.doc.Paths.Map() {
		for method := range item.Operations() {
			root := "/" + strings.Join(strings.Split(at, "/")[1:3], "/")
			for _, name := range []string{rows[root], "nope", "019fa000-0000-7000-8000-000000000000", "%25%20"} {
				target := strings.ReplaceAll(at, "{id}", name)
				if strings.HasSuffix(at, "/burst") {
					continue
				}
				for _, body := range bodies {
					tr.walk(method, target, body)
					count++
				}
				for _, query := range queries {
					tr.walk(method, target+query, "")
					count++
				}
			}
		}
	}
	if count < 500 {
		t.Errorf("only %d calls were made", count)
	}
}

func (t *trial) walk(method, target, body string) {
	t.Helper()
	for _, header := range [][]string{nil, {"If-Match", `"99999999999999999999"`}, {"Idempotency-Key", "same"}} {
		if got := t.ask(method, target, body, header...); got.Status >= 500 && !strings.Contains(target, "/wait") {
			t.Errorf("%s %s %s: %d %s", method, target, clipped(body), got.Status, got.Body)
		}
	}
}

// UX-06: every message of the API is there in both languages.
func TestNoWordOfTheAPIIsMissing(t *testing.T) {
	book, err := i18n.Load(APIFiles)
	if err != nil {
		t.Fatal(err)
	}
	spoken := regexp.MustCompile(`"((?:core\.api|openapi)\.[a-z_.]*[a-z0-9_])"`)
	files, err := filepath.Glob("*api*.go")
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range spoken.FindAllStringSubmatch(string(text), -1) {
			count++
			for _, lang := range i18n.Langs {
				if !book.Has(lang, match[1]) {
					t.Errorf("%s: %s has no text for %s", lang, file, match[1])
				}
			}
		}
	}
	if count < 30 {
		t.Errorf("only %d keys were found", count)
	}
}
