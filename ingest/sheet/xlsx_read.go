package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/xuri/excelize/v2"

	"hesuan/internal/fault"
)

type xlsxSource struct {
	file *excelize.File
	rows *excelize.Rows
}

// readXLSX opens the first sheet that is shown. Numbers and dates come as they are stored, not as they are formatted.
func readXLSX(data []byte) (source, error) {
	if err := bounded(data); err != nil {
		return nil, err
	}
	file, err := excelize.OpenReader(bytes.NewReader(data), excelize.Options{
		RawCellValue: true, UnzipSizeLimit: MaxUnzip, UnzipXMLSizeLimit: unzipMemory,
	})
	if err != nil {
		return nil, brokenXLSX(err)
	}
	rows, err := file.Rows(firstSheet(file))
	if err != nil {
		return nil, errors.Join(brokenXLSX(err), file.Close())
	}
	return &xlsxSource{file, rows}, nil
}

// bounded refuses a zip bomb by what its directory admits. A directory that lies is found out while unzipping: archive/zip reads no
// more of a part than the directory says.
func bounded(data []byte) error {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return brokenXLSX(err)
	}
	var whole, memory uint64
	for _, part := range archive.File {
		size := part.UncompressedSize64
		whole += size
		if name := strings.ToLower(part.Name); !strings.HasPrefix(name, "xl/worksheets/sheet") && name != "xl/sharedstrings.xml" {
			memory += size // excelize keeps such parts in memory whatever their size
		}
	}
	if len(archive.File) > 2000 || whole > MaxUnzip || memory > 4*unzipMemory {
		return fault.New(fault.Invalid, "sheet.file.bomb", fault.Args{"max": MaxUnzip >> 20})
	}
	return nil
}

func firstSheet(file *excelize.File) string {
	names := file.GetSheetList()
	for _, name := range names {
		if visible, err := file.GetSheetVisible(name); err == nil && visible {
			return name
		}
	}
	return strings.Join(names[:min(1, len(names))], "")
}

func brokenXLSX(err error) error {
	return fault.New(fault.Invalid, "sheet.file.xlsx", fault.Args{"why": err.Error()})
}

func (s *xlsxSource) next() ([]string, error) {
	if !s.rows.Next() {
		if err := s.rows.Error(); err != nil {
			return nil, brokenXLSX(err)
		}
		return nil, io.EOF
	}
	cells, err := s.rows.Columns()
	if err != nil {
		return nil, brokenXLSX(err)
	}
	return cells, nil
}

func (s *xlsxSource) close() error { return errors.Join(s.rows.Close(), s.file.Close()) }
