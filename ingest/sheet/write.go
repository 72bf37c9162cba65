package sheet

import (
	"bufio"
	"encoding/csv"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"
)

// Cell is one value to write. Number says that the text is a decimal; Day that it is 2006-01-02; Percent that a number is a share.
type Cell struct {
	Text    string
	Number  bool
	Day     bool
	Percent bool
}

// Text is a cell of plain text.
func Text(s string) Cell { return Cell{Text: s} }

// Writer writes a table row by row; nothing may be complete before Close.
type Writer interface {
	Row(cells []Cell) error
	Close() error
}

// Types are the media types of the kinds of files.
var Types = map[string]string{
	"csv":  "text/csv; charset=utf-8",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

// NewWriter writes a csv or an xlsx; name is the sheet's.
func NewWriter(kind string, w io.Writer, name string) (Writer, error) {
	if kind == "xlsx" {
		return newXLSX(w, name)
	}
	buffered := bufio.NewWriterSize(w, 64<<10)
	if _, err := buffered.WriteString("\ufeff"); err != nil { // or Excel in China takes it for GBK
		return nil, err
	}
	out := csv.NewWriter(buffered)
	out.UseCRLF = true
	return &csvWriter{out, buffered}, nil
}

type csvWriter struct {
	*csv.Writer
	to *bufio.Writer
}

func (w *csvWriter) Row(cells []Cell) error {
	texts := make([]string, len(cells))
	for i, cell := range cells {
		texts[i] = cell.Text
		if !cell.Number {
			texts[i] = harmless(cell.Text)
		}
	}
	return w.Write(texts)
}

func (w *csvWriter) Close() error {
	if w.Flush(); w.Error() != nil {
		return w.Error()
	}
	return w.to.Flush()
}

// harmless puts an apostrophe before text that a spreadsheet would take for a formula. Numbers stay as they are.
func harmless(text string) string {
	if !dangerous(text) {
		return text
	}
	if _, err := strconv.ParseFloat(text, 64); err == nil && !strings.ContainsAny(text, "xXnNiI") {
		return text
	}
	return "'" + text
}

func dangerous(text string) bool {
	return text != "" && strings.ContainsAny(text[:1], "=+-@\t\r") || strings.HasPrefix(text, "＝") || strings.HasPrefix(text, "＋") ||
		strings.HasPrefix(text, "－") || strings.HasPrefix(text, "＠")
}

// harmed takes away the apostrophe that harmless put.
func harmed(text string) string {
	if rest, found := strings.CutPrefix(text, "'"); found && dangerous(rest) {
		return rest
	}
	return text
}

type xlsxWriter struct {
	to      io.Writer
	file    *excelize.File
	stream  *excelize.StreamWriter
	row     int
	head    int
	day     int
	percent int
}

func newXLSX(w io.Writer, name string) (*xlsxWriter, error) {
	out := &xlsxWriter{to: w, file: excelize.NewFile()}
	err := out.begin(sheetName(name))
	return out, err
}

func (w *xlsxWriter) begin(name string) (err error) {
	if err = w.file.SetSheetName("Sheet1", name); err != nil {
		return err
	}
	if w.stream, err = w.file.NewStreamWriter(name); err != nil {
		return err
	}
	if w.head, err = w.file.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}}); err != nil {
		return err
	}
	day := "yyyy-mm-dd"
	if w.day, err = w.file.NewStyle(&excelize.Style{CustomNumFmt: &day}); err != nil {
		return err
	}
	if w.percent, err = w.file.NewStyle(&excelize.Style{NumFmt: 10}); err != nil { // 0.00%
		return err
	}
	return w.stream.SetPanes(&excelize.Panes{Freeze: true, YSplit: 1, TopLeftCell: "A2", ActivePane: "bottomLeft"})
}

// sheetName is a name that Excel takes: 31 characters, none of its own signs.
func sheetName(name string) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) {
			return ' '
		}
		return r
	}, name)
	if runes := []rune(name); len(runes) > 31 {
		name = string(runes[:31])
	}
	if strings.TrimSpace(name) == "" {
		return "Sheet1"
	}
	return name
}

// Row writes numbers as numbers where a double holds them exactly, and everything else as text, which no spreadsheet calculates.
func (w *xlsxWriter) Row(cells []Cell) error {
	w.row++
	values := make([]any, len(cells))
	for i, cell := range cells {
		values[i] = w.value(cell)
	}
	at, err := excelize.CoordinatesToCellName(1, w.row)
	if err != nil {
		return err
	}
	return w.stream.SetRow(at, values)
}

func (w *xlsxWriter) value(cell Cell) any {
	switch {
	case cell.Text == "":
		return nil
	case w.row == 1:
		return excelize.Cell{StyleID: w.head, Value: cell.Text}
	case cell.Day:
		if day, err := time.Parse("2006-01-02", cell.Text); err == nil && day.Year() >= 1901 {
			return excelize.Cell{StyleID: w.day, Value: day}
		}
	case cell.Number && len(strings.Trim(strings.ReplaceAll(cell.Text, ".", ""), "-0")) <= 15:
		if number, err := strconv.ParseFloat(cell.Text, 64); err == nil {
			if cell.Percent {
				return excelize.Cell{StyleID: w.percent, Value: number}
			}
			return number
		}
	}
	if runes := []rune(cell.Text); len(runes) > MaxCell {
		return string(runes[:MaxCell])
	}
	return cell.Text
}

func (w *xlsxWriter) Close() error {
	if err := w.stream.Flush(); err != nil {
		return err
	}
	if err := w.file.Write(w.to); err != nil {
		return err
	}
	return w.file.Close()
}
