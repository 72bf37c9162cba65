package resource

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// wordSQL matches one word of a search. Rows with a search column, which holds pinyin too, contain it. The numbers of documents begin or end
// with it, because only that has an index; a word that is no number is looked for in the rows that searched links point to.
func (d *Def[T]) wordSQL(c *clause, word string) string {
	like := "%" + escapeLike(strings.ToLower(word)) + "%"
	if d.shape.byName["search"] != nil {
		return c.bind("t.search like ?", like)
	}
	var arms, columns []string
	if coded(word) {
		arms = d.numberSQL(c, word)
	}
	for _, f := range d.Fields {
		switch {
		case f.Search && f.Link != "" && !coded(word):
			arms = append(arms, `t."`+f.Name+`" in (`+d.house.Find(f.Link).among(c, word)+")")
		case f.Search && f.Link == "" && !f.Tail && f.Name != "number":
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

// numberSQL matches a word with how numbers begin and end. A beginning is common, and a list in any order soon meets fifty of it; an end is
// rare, and is looked up by its index first.
func (d *Def[T]) numberSQL(c *clause, word string) (arms []string) {
	upper := strings.ToUpper(word)
	if d.isDoc() && (d.Prefix == "" || strings.HasPrefix(upper, d.Prefix) || strings.HasPrefix(d.Prefix, upper)) {
		arms = append(arms, c.bind("t.number like ?", escapeLike(upper)+"%"))
		if d.Prefix != "" {
			return arms
		}
	}
	var ends []string
	for _, name := range d.tails() {
		ends = append(ends, d.tailSQL(c, name, word))
	}
	if len(ends) == 0 || utf8.RuneCountInString(word) < shortTail {
		return append(arms, ends...)
	}
	for i := range ends {
		ends[i] = "select t.id from " + d.shape.table + " t where " + ends[i]
	}
	return append(arms, "t.id in ("+strings.Join(ends, " union all ")+")")
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

// among is the query for the keys of the rows that the actor may see and that have all words of a text.
func (d *Def[T]) among(c *clause, text string) string {
	arms := []string{"true"}
	for _, word := range strings.Fields(text) {
		arms = append(arms, d.wordSQL(c, word))
	}
	return "select t.id from " + d.From(c.tx) + " t where " + strings.Join(arms, " and ")
}

// coded tells that a word may be part of a number: nothing but ASCII.
func coded(word string) bool {
	return utf8.ValidString(word) && !strings.ContainsFunc(word, func(r rune) bool { return r > unicode.MaxASCII })
}
