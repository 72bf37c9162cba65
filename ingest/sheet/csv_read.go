package sheet

import (
	"bytes"
	"encoding/csv"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"hesuan/internal/fault"
)

type csvSource struct{ *csv.Reader }

func (s csvSource) next() ([]string, error) {
	cells, err := s.Read()
	if err != nil && err != io.EOF {
		return nil, fault.New(fault.Invalid, "sheet.file.csv", fault.Args{"why": err.Error()})
	}
	return cells, err
}

func (csvSource) close() error { return nil }

func readCSV(data []byte) (source, error) {
	text, err := decoded(data)
	if err != nil {
		return nil, err
	}
	comma := delimiter(text)
	if rest, found := bytes.CutPrefix(text, []byte("sep=")); found && len(rest) > 1 { // Excel's own hint
		comma = rune(rest[0])
		_, text, _ = bytes.Cut(text, []byte("\n"))
	}
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes, r.ReuseRecord = comma, -1, true, false
	return csvSource{r}, nil
}

// decoded is the text as UTF-8. Byte order marks decide; text that is no UTF-8 is GB18030, of which GBK and GB2312 are parts; what is
// none of these, or holds zero bytes, is no text.
func decoded(data []byte) ([]byte, error) {
	broken := fault.New(fault.Invalid, "sheet.file.text", nil)
	var err error
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		data = data[3:]
	case bytes.HasPrefix(data, []byte("\xff\xfe")), bytes.HasPrefix(data, []byte("\xfe\xff")):
		data, _, err = transform.Bytes(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder(), data)
	case !utf8.Valid(data):
		data, _, err = transform.Bytes(simplifiedchinese.GB18030.NewDecoder(), data)
	}
	if err != nil || bytes.ContainsRune(data, utf8.RuneError) || bytes.IndexByte(data, 0) >= 0 {
		return nil, broken
	}
	return data, nil
}

// delimiter is the sign that the first line has most of outside quotes.
func delimiter(text []byte) rune {
	counts := map[rune]int{}
	quoted := false
	for _, r := range string(text[:min(len(text), 64<<10)]) {
		if r == '"' {
			quoted = !quoted
		}
		if r == '\n' && !quoted {
			break
		}
		if !quoted {
			counts[r]++
		}
	}
	best := ','
	for _, r := range []rune{';', '\t'} {
		if counts[r] > counts[best] {
			best = r
		}
	}
	return best
}
