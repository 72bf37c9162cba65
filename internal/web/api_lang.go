package web

import (
	"embed"
	"io/fs"
	"strconv"
	"strings"

	"hesuan/internal/i18n"
)

//go:embed api/lang/*.json
var apiFiles embed.FS

// APIFiles are the words of the API and of its description.
var APIFiles fs.FS = below(apiFiles, "api")

func below(files fs.FS, folder string) fs.FS {
	sub, err := fs.Sub(files, folder)
	if err != nil {
		panic(err) // the folder's name is written here
	}
	return sub
}

// language is the one that a caller likes best: of Accept-Language, else his own, else the house's.
func (a *API) language(c *Call) string {
	if lang := preferred(c.Header.Get("Accept-Language")); lang != "" {
		return lang
	}
	if a.langs[c.Actor.Lang] != nil {
		return c.Actor.Lang
	}
	return i18n.Langs[0]
}

// preferred is the language of ours with the highest quality in an Accept-Language header.
func preferred(header string) (best string) {
	var highest float64
	for _, part := range strings.Split(header, ",") {
		tag, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		quality := 1.0
		if text, ok := strings.CutPrefix(strings.TrimSpace(params), "q="); ok {
			quality, _ = strconv.ParseFloat(text, 64)
		}
		lang, _, _ := strings.Cut(strings.ToLower(tag), "-")
		for _, ours := range i18n.Langs {
			if lang == ours && quality > highest {
				best, highest = ours, quality
			}
		}
	}
	return best
}

func (a *API) words(lang string) *words {
	if w := a.langs[lang]; w != nil {
		return w
	}
	return a.langs[i18n.Langs[0]]
}
