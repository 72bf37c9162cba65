package resource

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"hesuan/internal/pg"
)

// huntWidth bounds how many rows are weighed; shortTail is the fewest characters that a tail is looked for by.
const (
	huntWidth = 300
	shortTail = 3
)

// Hunt finds what somebody who types a word or two most likely means, the best first, over indexes alone: a document by its number, how that
// begins or how it ends; another row by its key, by words that begin so, by pinyin, by the tail of a phone. Rows carry no lines.
func (d *Def[T]) Hunt(ctx context.Context, tx *pg.Tx, text string, limit int) ([]any, error) {
	if err := Allow(tx, d.Right("view")); err != nil {
		return nil, err
	}
	words := strings.Fields(text)
	if len(words) == 0 {
		return nil, nil
	}
	ways := []func(*pg.Tx, *clause, []string) []string{d.huntArms}
	if !d.isDoc() {
		ways = append(ways, d.huntWithin) // in the middle of words, where their beginnings find nothing
	}
	for _, way := range ways {
		c := &clause{tx: tx}
		arms := way(tx, c, words)
		if len(arms) == 0 {
			continue
		}
		rows, err := d.SelectSeen(ctx, tx, fmt.Sprintf(`join (select id, min(rank) as rank from (%s) f group by id) f on f.id = t.id
			where not t.archived order by f.rank, t.id desc limit %d`, strings.Join(arms, " union all "), limit), c.args...)
		if err != nil || len(rows) > 0 {
			return untyped(rows), err
		}
	}
	return nil, nil
}

// Orders that leave Postgres no other way than the index of the condition: the newest numbers of a beginning are the end of that index, and
// by a text it cannot walk the primary key and hope to meet a tail soon.
const (
	byNumber = "order by t.number using ~>~"
	byAge    = "order by t.id::text desc"
)

func untyped[T any](rows []*T) []any {
	all := make([]any, len(rows))
	for i, row := range rows {
		all[i] = row
	}
	return all
}

// huntArms are the ways in which rows are looked for, each a query of its own so that each takes its own index; a lower rank is better.
func (d *Def[T]) huntArms(tx *pg.Tx, c *clause, words []string) (arms []string) {
	arm := func(rank int, condition, order string) {
		arms = append(arms, fmt.Sprintf("(select t.id, %d as rank from %s t where %s %s limit %d)", rank, d.From(tx), condition, order, huntWidth))
	}
	whole := strings.Join(words, " ")
	if len(words) == 1 && coded(whole) {
		if d.isDoc() {
			arm(0, c.bind("t.number = ?", strings.ToUpper(whole)), "")
			arm(2, c.bind("t.number like ?", escapeLike(strings.ToUpper(whole))+"%"), byNumber)
		}
		for _, name := range d.tails() {
			if utf8.RuneCountInString(whole) >= shortTail {
				arm(1, d.tailSQL(c, name, whole), byAge)
			}
		}
	}
	if d.shape.byName["search"] == nil {
		return arms
	}
	key := escapeLike(strings.ToLower(whole)) // what is searched begins with the key
	arm(0, c.bind("t.search like ?", key+" %"), "")
	begins := make([]string, len(words))
	for i, word := range words {
		word = escapeLike(strings.ToLower(word))
		begins[i] = c.bind("(t.search like ? or t.search like ?)", word+"%", "% "+word+"%")
	}
	arm(2, strings.Join(begins, " and "), "")
	return arms
}

// huntWithin looks for words anywhere.
func (d *Def[T]) huntWithin(tx *pg.Tx, c *clause, words []string) []string {
	within := make([]string, len(words))
	for i, word := range words {
		within[i] = d.wordSQL(c, word)
	}
	return []string{fmt.Sprintf("(select t.id, 3 as rank from %s t where %s limit %d)", d.From(tx), strings.Join(within, " and "), huntWidth)}
}
