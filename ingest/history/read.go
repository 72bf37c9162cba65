package history

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"io"
	"slices"
	"strings"
	"time"

	"hesuan/internal/fault"
)

// File is a file that was read and sorted.
type File struct {
	Name   string
	Hash   string // SHA-256 of its bytes, unpacked
	Lines  []Line
	Totals Totals
}

// Read reads a file, plain or gzipped, and sorts its lines into kinds. Times are those of the zone.
func Read(name string, in io.Reader, zone *time.Location) (*File, error) {
	sum := sha256.New()
	plain, err := unpack(in)
	if err != nil {
		return nil, unreadable(name, err)
	}
	records := csv.NewReader(io.TeeReader(plain, sum))
	records.FieldsPerRecord, records.LazyQuotes = -1, true
	header, err := records.Read()
	if err != nil {
		return nil, unreadable(name, err)
	}
	header[0] = strings.Trim(strings.TrimPrefix(header[0], "\ufeff"), `"`)
	if !slices.Equal(header, columns) {
		return nil, fault.New(fault.Invalid, "history.import.columns", fault.Args{"file": name, "want": strings.Join(columns, ", ")})
	}
	s := newSorter(zone)
	for {
		record, err := records.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, unreadable(name, err)
		}
		s.take(record)
	}
	return &File{Name: name, Hash: hex.EncodeToString(sum.Sum(nil)), Lines: s.lines, Totals: s.totals}, nil
}

func unreadable(name string, err error) error {
	return fault.New(fault.Invalid, "history.import.unreadable", fault.Args{"file": name, "why": err.Error()})
}

// unpack looks at the first bytes to see whether a file is gzipped.
func unpack(in io.Reader) (io.Reader, error) {
	buffered := bufio.NewReaderSize(in, 1<<20)
	if magic, _ := buffered.Peek(2); bytes.Equal(magic, []byte{0x1f, 0x8b}) {
		return gzip.NewReader(buffered)
	}
	return buffered, nil
}

// sorter takes lines in the order of the file.
type sorter struct {
	zone   *time.Location
	lines  []Line
	totals Totals
	seen   map[string]int        // a line's text → its row
	counts map[string]*invoiceOf // by invoice
	words  map[string]string     // equal texts are kept once
}

type invoiceOf struct {
	lines    int32
	customer string
	known    bool // a line of it stands
}

func newSorter(zone *time.Location) *sorter {
	return &sorter{zone: zone, totals: Totals{}, seen: map[string]int{}, counts: map[string]*invoiceOf{}, words: map[string]string{}}
}

func (s *sorter) take(record []string) {
	for i := range record {
		record[i] = s.word(strings.ToValidUTF8(strings.TrimSpace(record[i]), "\ufffd"))
	}
	l := Line{Row: len(s.lines) + 2}
	l.parse(record, s.zone)
	text := strings.Join(record, "\x00")
	twin, repeated := s.seen[text]
	invoice := s.counts[l.Invoice]
	if invoice == nil {
		invoice = &invoiceOf{}
		s.counts[l.Invoice] = invoice
	}
	invoice.lines++
	l.No = invoice.lines
	l.classify(!repeated)
	switch {
	case l.Kind == Duplicate:
		l.Twin = twin
	case l.Kind != Rejected && invoice.known && invoice.customer != l.Customer:
		l.reject(badCustomer)
	case l.Kind != Rejected:
		invoice.customer, invoice.known = l.Customer, true
	}
	if !repeated {
		s.seen[text] = l.Row
	}
	if l.Kind == Rejected || l.Kind == Duplicate {
		l.Raw = record
	}
	s.totals.add(&l)
	s.lines = append(s.lines, l)
}

// word gives one copy of equal texts.
func (s *sorter) word(text string) string {
	kept, known := s.words[text]
	if !known {
		kept = strings.Clone(text)
		s.words[kept] = kept
	}
	return kept
}
