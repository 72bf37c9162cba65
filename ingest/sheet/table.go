package sheet

import (
	"bytes"
	"io"
	"strings"

	"hesuan/internal/fault"
)

// Limits of a file.
const (
	MaxFile    = 48 << 20  // bytes as sent
	MaxUnzip   = 512 << 20 // bytes of an XLSX unzipped; beyond unzipMemory its parts lie on disk
	MaxRows    = 200_000
	MaxColumns = 500
	MaxCell    = 32_767 // characters, what Excel allows

	unzipMemory = 8 << 20
)

// Table is a file being read. Header is its first row that is not empty.
type Table struct {
	Kind   string // csv or xlsx
	Header []string
	rows   source
	line   int
	count  int
}

// Row is one row of a file with the number that a spreadsheet shows beside it.
type Row struct {
	Line  int
	Cells []string
}

// source gives rows until io.EOF; empty rows count.
type source interface {
	next() ([]string, error)
	close() error
}

// Open finds out what a file is, by its content, and reads its header. Faults are about the file; the caller closes the table.
func Open(data []byte) (*Table, error) {
	if len(data) > MaxFile {
		return nil, fault.New(fault.Invalid, "sheet.file.large", fault.Args{"max": MaxFile >> 20})
	}
	t := &Table{Kind: "csv"}
	var err error
	switch {
	case bytes.HasPrefix(data, []byte("PK\x03\x04")):
		t.Kind = "xlsx"
		t.rows, err = readXLSX(data)
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")):
		return nil, fault.New(fault.Invalid, "sheet.file.old", nil)
	default:
		t.rows, err = readCSV(data)
	}
	if err != nil {
		return nil, err
	}
	if err = t.readHeader(); err != nil {
		_ = t.Close()
		return nil, err
	}
	return t, nil
}

func (t *Table) readHeader() error {
	row, err := t.Next()
	if err == io.EOF {
		return fault.New(fault.Invalid, "sheet.file.empty", nil)
	}
	if err != nil {
		return err
	}
	for i := range row.Cells {
		row.Cells[i] = strings.TrimSpace(row.Cells[i])
	}
	t.Header, t.count = row.Cells, 0
	return nil
}

// Next gives the next row that is not empty, as wide as the header or wider; io.EOF after the last.
func (t *Table) Next() (Row, error) {
	for {
		cells, err := t.rows.next()
		if err != nil {
			return Row{}, err
		}
		t.line++
		if len(cells) > MaxColumns {
			return Row{}, fault.New(fault.Invalid, "sheet.file.wide", fault.Args{"max": MaxColumns, "row": t.line})
		}
		if strings.TrimSpace(strings.Join(cells, "")) == "" {
			if t.line > 2*MaxRows {
				return Row{}, fault.New(fault.Invalid, "sheet.file.long", fault.Args{"max": MaxRows})
			}
			continue
		}
		if t.count++; t.count > MaxRows {
			return Row{}, fault.New(fault.Invalid, "sheet.file.long", fault.Args{"max": MaxRows})
		}
		for len(cells) < len(t.Header) {
			cells = append(cells, "")
		}
		return Row{Line: t.line, Cells: cells}, nil
	}
}

// Close frees what reading took.
func (t *Table) Close() error { return t.rows.close() }
