package web_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"hesuan/internal/i18n"
	"hesuan/internal/web"
)

// desk is a page of a room's own, which answers in every way.
func desk(ctx context.Context, r *web.Request) (web.Answer, error) {
	switch r.Param("what") {
	case "json":
		return web.JSON(map[string]string{"what": r.Param("what")}), nil
	case "file":
		return web.File("表.csv", "text/csv", []byte("a,b\n")), nil
	case "stream":
		return web.Stream("all.csv", "text/csv", func(w io.Writer) error {
			_, err := fmt.Fprint(w, "still going: ", ctx.Err())
			return err
		}), nil
	case "live":
		return web.Live(func(_ context.Context, send func(event, data string) error) error { return send("tick", "1\n2") }), nil
	case "panic":
		panic("the secret panic")
	}
	return web.Answer{}, errors.New("the secret cause")
}

// faultKey is the key of a message in the sources of the building.
var faultKey = regexp.MustCompile(`"(core\.[a-z_]+\.[a-z_]+)"`)

// Whatever the building says to people, it can say in every language.
func TestEveryMessageHasItsWords(t *testing.T) {
	book, err := i18n.Load(web.Files, web.APIFiles)
	if err != nil {
		t.Fatal(err)
	}
	keys := 0
	for _, room := range []string{"resource", "flow", "pg", "event", "web"} {
		files, err := filepath.Glob("../" + room + "/*.go")
		if err != nil || len(files) == 0 {
			t.Fatal(room, err)
		}
		for _, file := range files {
			raw, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range faultKey.FindAllStringSubmatch(string(raw), -1) {
				for _, lang := range i18n.Langs {
					if keys++; !book.Has(lang, found[1]) && !strings.HasSuffix(file, "_test.go") {
						t.Errorf("%s: %s has no words in %s", file, found[1], lang)
					}
				}
			}
		}
	}
	if keys < 50 {
		t.Errorf("only %d keys", keys)
	}
}
