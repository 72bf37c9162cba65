package web

import (
	"context"
	"strings"

	"hesuan/internal/actor"
	"hesuan/internal/fixed"
	"hesuan/internal/pg"
)

// Tally counts one kind of thing that waits on the start page, for those who hold a right.
type Tally struct {
	Right string
	From  func(tx *pg.Tx) string                                                      // what the actor may see of the table, as a Def's From tells
	SQL   string                                                                      // gives how many and what they are worth; {rows} stands for From
	Args  func(tx *pg.Tx) []any                                                       // of the SQL, where it has some
	Find  func(ctx context.Context, tx *pg.Tx) (n int64, sum fixed.Amount, err error) // in place of From, SQL and Args
	Whole bool                                                                        // tells of the company as a whole: whoever is limited to a part of it is told nothing
	Key   string                                                                      // of the text
	Sum   string                                                                      // of the line below, with {sum} in it; none where it is empty
	Href  func(tx *pg.Tx) string                                                      // the list of just these
	Icon  string
	Tone  string
}

// Tallies are a room's share of the start page. text finds words, as the book's Text does.
func Tallies(text func(lang, key string, args map[string]any) string, all ...Tally) Today {
	return func(ctx context.Context, tx *pg.Tx, who actor.Actor) (items []TodayItem, err error) {
		for _, t := range all {
			if !who.Can(t.Right) || t.Whole && len(who.Scope) > 0 {
				continue
			}
			n, sum, err := t.ask(ctx, tx)
			if err != nil {
				return nil, err
			}
			if n == 0 {
				continue
			}
			item := TodayItem{Text: text(who.Lang, t.Key, nil), Count: n, Href: t.Href(tx), Icon: t.Icon, Tone: t.Tone}
			if t.Sum != "" {
				item.Detail = text(who.Lang, t.Sum, map[string]any{"sum": money(sum)})
			}
			items = append(items, item)
		}
		return items, nil
	}
}

func (t *Tally) ask(ctx context.Context, tx *pg.Tx) (n int64, sum fixed.Amount, err error) {
	if t.Find != nil {
		return t.Find(ctx, tx)
	}
	var args []any
	if t.Args != nil {
		args = t.Args(tx)
	}
	err = tx.QueryRow(ctx, strings.ReplaceAll(t.SQL, "{rows}", t.From(tx)), args...).Scan(&n, &sum)
	return n, sum, err
}

// At is an address that does not depend on the day.
func At(href string) func(*pg.Tx) string { return func(*pg.Tx) string { return href } }

// Day is the business day as the only argument.
func Day(tx *pg.Tx) []any { return []any{tx.Today()} }
