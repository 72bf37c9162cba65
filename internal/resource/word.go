package resource

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// wordSQL matches one word of a search. Rows with a search column, which holds pinyin too, contain it. A document that is found by
// numbers alone begins or ends with it, because only that has an index; so is the number itself in other documents.
func (d *Def[T]) wordSQL(c *clause, word string) string {
	like := "%" + escapeLike(strings.ToLower(word)) + "%"
	if d.shape.byName["search"] != nil {
		return c.bind("t.search like ?", like)
	}
	arms := d.numberSQL(c, word)
	var columns []string
	for _, f := range d.Fields {
		if f.Search && !f.Tail && f.Name != "number" {
			columns = append(columns, `coalesce(t."`+f.Name+`"::text, '')`)
		}
	}
	if len(columns) > 0 {
		arms = append(arms, c.bind("lower("+strings.Join(columns, " || ' ' || ")+") like ?", like))
	}
	if len(arms) == 0 {
		return "false"
	}
	return "(" + strings.Join(arms, " or ") + ")"
}

// numberSQL matches a word with how numbers begin and end.
func (d *Def[T]) numberSQL(c *clause, word string) (arms []string) {
	if d.shape.byName["number"] != nil {
		arms = append(arms, c.bind("t.number like ?", escapeLike(strings.ToUpper(word))+"%"))
	}
	for _, name := range d.tails() {
		arms = append(arms, d.tailSQL(c, name, word))
	}
	return arms
}

// tails are the columns that are found by how they end.
func (d *Def[T]) tails() (names []string) {
	if d.isDoc() {
		names = append(names, "number")
	}
	for _, f := range d.Fields {
		if f.Tail && !slices.Contains(names, f.Name) {
			names = append(names, f.Name)
		}
	}
	return names
}

// tailSQL matches a column that ends with a word; the house writes numbers in capitals. Indexes leave out what is empty.
func (d *Def[T]) tailSQL(c *clause, column, word string) string {
	if column == "number" {
		return c.bind("reverse(t.number) like ?", escapeLike(backward(strings.ToUpper(word)))+"%")
	}
	return c.bind(`(t."`+column+`" <> '' and reverse(t."`+column+`") like ?)`, escapeLike(backward(word))+"%")
}

func backward(word string) string {
	runes := []rune(word)
	slices.Reverse(runes)
	return string(runes)
}

// among is the query for the keys of the rows that have all words of a text.
func (d *Def[T]) among(c *clause, text string) string {
	arms := []string{"true"}
	for _, word := range strings.Fields(text) {
		arms = append(arms, d.wordSQL(c, word))
	}
	return "select t.id from " + d.shape.table + " t where " + strings.Join(arms, " and ")
}

// coded tells that a word may be part of a number: nothing but ASCII.
func coded(word string) bool {
	return utf8.ValidString(word) && !strings.ContainsFunc(word, func(r rune) bool { return r > unicode.MaxASCII })
}
