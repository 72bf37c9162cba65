package history

import (
	"embed"
	"fmt"
	"strings"
	"time"

	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/resource"
)

// Files holds the schema and the words.
//
//go:embed schema*.sql lang/*.json
var Files embed.FS

type journal struct{}

// ImportID names a journal.
type ImportID = id.Of[journal]

// Import is the journal of a file 导入日志: the lines that became no document of their own (duplicates, rejected ones, bad debts), so
// that every line of the file is somewhere in the books of the house and in its warehouse. A file with many has several.
type Import struct {
	resource.Doc[ImportID]
	File  string       `json:"file"`
	Hash  string       `json:"hash"` // SHA-256 of the file
	Lines []ImportLine `json:"lines"`
}

// ImportLine is one line of the file.
type ImportLine struct {
	resource.Line
	Kind    string       `json:"kind"`
	Row     int          `json:"row"` // of the file, the header being 1
	Reason  string       `json:"reason"`
	Invoice string       `json:"invoice"`
	Code    string       `json:"code"`
	Name    string       `json:"name"`
	Qty     fixed.Qty    `json:"qty"`
	Price   fixed.Amount `json:"price"`
	Amount  fixed.Amount `json:"amount"`
	Moment  *time.Time   `json:"moment,omitempty"`
}

// Journals declares the table of journals.
func Journals() *resource.Def[Import] {
	kinds, why := []string{string(BadDebt), string(Duplicate), string(Rejected)}, []string{}
	why = append(why, badColumns, badInvoice, badCode, badQuantity, badPrice, badTime, badSign, badCustomer)
	return resource.Define(resource.Def[Import]{Meta: resource.Meta{
		Name: "history.import", Icon: "file-import", Title: []string{"number"}, Sort: "-at", Prefix: "IM", Ledger: true, Whole: true,
		Fields: resource.Fields{
			resource.Text("number", 40).Find().Col().RO(), resource.Text("file", 200).Find().Col().RO(), resource.Text("hash", 64).RO(),
			resource.Instant("at").Col().RO(),
		},
		Lines: resource.Fields{
			resource.Int("row").RO(), resource.Choice("kind", kinds...).RO(), resource.Choice("reason", why...).RO(), resource.Text("invoice", 40).RO(),
			resource.Text("code", 60).RO(), resource.Text("name", 200).RO(), resource.Quantity("qty").RO(), resource.Money("price").RO(),
			resource.Money("amount").RO(),
		},
	}})
}

// journalLines bounds a journal, so that its body stays small.
const journalLines = 2000

// journals are the last documents of a file. A file without such lines has one too: it says that the file was read.
func journals(f *File) (steps []Step) {
	var one *Import
	next := func() {
		number := fmt.Sprintf("IM-%s-%d", f.Hash[:8], len(steps)+1)
		one = &Import{File: f.Name, Hash: f.Hash}
		one.ID, one.Number, one.State = key[ImportID]("journal", number), number, "done"
		steps = append(steps, Step{Journal: one})
	}
	next()
	for i := range f.Lines {
		l := &f.Lines[i]
		if l.Kind != BadDebt && l.Kind != Duplicate && l.Kind != Rejected {
			continue
		}
		if len(one.Lines) == journalLines {
			next()
		}
		one.Lines = append(one.Lines, l.journal())
	}
	return steps
}

func (l *Line) journal() ImportLine {
	j := ImportLine{Kind: string(l.Kind), Row: l.Row, Reason: l.Reason, Invoice: l.Invoice, Code: l.Code, Name: l.Name,
		Qty: l.Qty, Price: l.Price, Amount: l.amount()}
	if !l.At.IsZero() {
		j.Moment = &l.At
	}
	if l.Reason != "" {
		j.Name = strings.Join(l.Raw, ",")
	}
	return j
}
