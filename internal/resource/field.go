package resource

// Field declares what people and programs may know and do about one column. Fields are
// made by Text, Money and their kin and refined by the methods below.
type Field struct {
	Name     string
	Kind     Kind
	Choices  []string // for Choice: the allowed values
	Link     string   // for Link: the Def it points to
	Max      int      // for Text: characters
	Required bool
	Unique   bool   // the value names the row: imports find the row by it
	Search   bool   // found by the search box
	Tail     bool   // found by how it ends, which an index on reverse(column) serves
	Column   bool   // shown in lists
	Sum      bool   // summed in the footer of lists
	ReadOnly bool   // set by the house, not by people
	Frozen   bool   // set when the row is made, never changed
	Aside    bool   // shown on a page of its own, not among the fields of the row's page
	Personal bool   // encrypted in events with the key of the person it tells of
	Default  string // value of a new row where the input is silent
	Form     string // what a text looks like, as a regular expression: told to programs, held by the Def's Check
	Low      *int64 // of a number: never below, and
	High     *int64 // never above; told to programs, held by the Def's Check
}

// Fields is a declaration's list, in the order people see.
type Fields []Field

// Find gives the field of a name, or nil.
func (fs Fields) Find(name string) *Field {
	for i := range fs {
		if fs[i].Name == name {
			return &fs[i]
		}
	}
	return nil
}

// Text is a line of text of at most max characters.
func Text(name string, max int) Field { return Field{Name: name, Kind: kinds["text"], Max: max} }

// Email is an e-mail address.
func Email(name string) Field { return Field{Name: name, Kind: kinds["email"], Max: 200} }

// LongText is text of several lines.
func LongText(name string) Field { return Field{Name: name, Kind: kinds["longtext"], Max: 4000} }

// Int is a whole number.
func Int(name string) Field { return Field{Name: name, Kind: kinds["int"]} }

// Quantity is a fixed.Qty.
func Quantity(name string) Field { return Field{Name: name, Kind: kinds["qty"]} }

// Money is a fixed.Amount in the document's currency.
func Money(name string) Field { return Field{Name: name, Kind: kinds["amount"]} }

// Rate is a fixed.Amount that means a share, such as 0.13; shown in per cent.
func Rate(name string) Field { return Field{Name: name, Kind: kinds["rate"]} }

// Date is a business day.
func Date(name string) Field { return Field{Name: name, Kind: kinds["date"]} }

// Instant is a point in time.
func Instant(name string) Field { return Field{Name: name, Kind: kinds["time"]} }

// Bool is yes or no.
func Bool(name string) Field { return Field{Name: name, Kind: kinds["bool"]} }

// Choice is one of the given words.
func Choice(name string, choices ...string) Field {
	return Field{Name: name, Kind: kinds["choice"], Choices: choices}
}

// Link points to a row of another Def, such as catalog.category.
func Link(name, def string) Field { return Field{Name: name, Kind: kinds["link"], Link: def} }

// JSON is a structure that programs read and pages draw in their own way; people do not type it.
func JSON(name string) Field { return Field{Name: name, Kind: kinds["json"], ReadOnly: true} }

// Like tells programs what a text looks like, as a regular expression that RE2 and ECMA 262 read alike; the Def's Check holds it.
func (f Field) Like(form string) Field { f.Form = form; return f }

// From tells programs that a number is never below low; the Def's Check holds it.
func (f Field) From(low int64) Field { f.Low = &low; return f }

// Upto tells programs that a number is never above high; the Def's Check holds it.
func (f Field) Upto(high int64) Field { f.High = &high; return f }

// Req makes the field obligatory.
func (f Field) Req() Field { f.Required = true; return f }

// Key makes the value unique among all rows: the name under which imports find a row.
func (f Field) Key() Field {
	f.Unique, f.Required, f.Search, f.Column = true, true, true, true
	return f
}

// Find makes the search box look into the field.
func (f Field) Find() Field { f.Search = true; return f }

// Tails makes the search box look at how the value ends, too: people know the last digits of a number. The schema has an index on
// reverse(column) text_pattern_ops for it; a document's number has it without asking.
func (f Field) Tails() Field { f.Search, f.Tail = true, true; return f }

// Col shows the field in lists.
func (f Field) Col() Field { f.Column = true; return f }

// Total shows the field in lists with its sum.
func (f Field) Total() Field { f.Column, f.Sum = true, true; return f }

// RO leaves the field to the house.
func (f Field) RO() Field { f.ReadOnly = true; return f }

// Once lets the field be set when the row is made and never after.
func (f Field) Once() Field { f.Frozen = true; return f }

// Apart keeps the field from the row's page: it has one of its own.
func (f Field) Apart() Field { f.Aside = true; return f }

// Secret marks a personal field.
func (f Field) Secret() Field { f.Personal = true; return f }

// Or gives the value of a new row where the input is silent, and what forms show at first.
func (f Field) Or(value string) Field { f.Default = value; return f }
