package web

import (
	"strings"
	"unicode"

	"github.com/mozillazg/go-pinyin"
)

// spelled is a text in lower case with the initials and the full pinyin of its Chinese, for searching.
func spelled(text string) string {
	lower := strings.ToLower(text)
	var initials, full strings.Builder
	args := pinyin.NewArgs()
	for _, r := range lower {
		if sounds := pinyin.SinglePinyin(r, args); unicode.Is(unicode.Han, r) && len(sounds) > 0 {
			initials.WriteString(sounds[0][:1])
			full.WriteString(sounds[0])
		} else {
			initials.WriteRune(r)
			full.WriteRune(r)
		}
	}
	return lower + " " + initials.String() + " " + full.String()
}
