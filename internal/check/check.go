// Package check asks the house whether its books, stocks and events agree with themselves: the work of `hesuan check`.
//
// A Rule is something that is always true, written as the SQL of what would break it, or as a function where it takes more
// than Postgres to see. Rooms declare the rules of their own tables as data; those that span rooms stand where the rooms are
// wired. All rules of a run see one snapshot, so that work going on meanwhile breaks none of them.
package check

import (
	"context"
	"fmt"

	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// Shown is how many broken rows of a rule are kept to be shown.
const Shown = 20

// Rule is one thing that is always true. It has SQL or Run.
type Rule struct {
	Name string // finance.voucher_balances: room, and what holds
	SQL  string // a query whose rows are broken; its columns tell what is wrong
	// Run reports what is broken, a line each.
	Run func(ctx context.Context, tx *pg.Tx, report func(what string)) error
}

// Result is what became of a rule.
type Result struct {
	Rule   string
	Broken int64
	First  []string // the first of them
}

// Run checks the rules on one snapshot. With an error come the results of the rules before it.
func Run(ctx context.Context, db *pg.DB, rules []Rule) (results []Result, err error) {
	err = db.View(ctx, func(tx *pg.Tx) error {
		results, err = In(ctx, tx, rules)
		return err
	})
	return results, err
}

// In checks the rules as a transaction sees the house.
func In(ctx context.Context, tx *pg.Tx, rules []Rule) (results []Result, err error) {
	for _, rule := range rules {
		result := Result{Rule: rule.Name}
		if err := rule.check(ctx, tx, &result); err != nil {
			return results, fmt.Errorf("rule %s: %w", rule.Name, err)
		}
		results = append(results, result)
	}
	return results, nil
}

func (r *Rule) check(ctx context.Context, tx *pg.Tx, result *Result) error {
	if r.SQL != "" {
		return result.query(ctx, tx, r.SQL)
	}
	return r.Run(ctx, tx, func(what string) {
		if result.Broken++; len(result.First) < Shown {
			result.First = append(result.First, what)
		}
	})
}

func (r *Result) query(ctx context.Context, tx *pg.Tx, sql string) error {
	found, err := tx.Query(ctx, fmt.Sprintf("select count(*) over (), to_jsonb(broken)::text from (%s) broken limit %d", sql, Shown))
	if err != nil {
		return err
	}
	defer found.Close()
	for found.Next() {
		var row string
		if err := found.Scan(&r.Broken, &row); err != nil {
			return err
		}
		r.First = append(r.First, row)
	}
	return found.Err()
}

// Events are the rules that hold for every Def: a row's events are its versions 1..n without holes, n being its version, and
// the last one's body is the row.
func Events(house *resource.House) []Rule {
	var rules []Rule
	for _, def := range house.All() {
		rules = append(rules, Rule{
			Name: def.Info().Name + ".events",
			Run: func(ctx context.Context, tx *pg.Tx, report func(string)) error {
				return def.Compare(ctx, tx, func(b resource.Break) { report(b.Rule + ": " + b.What) })
			},
		})
	}
	return rules
}
