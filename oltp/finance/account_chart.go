package finance

import (
	"context"
	"embed"
	"encoding/csv"
	"slices"

	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// chartFile is the chart of 企业会计准则: the Ministry's codes, and the details that practice agrees on below them
// (official = no where the Ministry gives no code and vendors differ).
//
//go:embed chart.csv
var chartFile embed.FS

// chart reads the accounts in the order of codes of their levels, each linked to its parent.
func chart() ([]*Account, error) {
	file, err := chartFile.Open("chart.csv")
	if err != nil {
		return nil, err
	}
	defer file.Close()
	records, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return nil, err
	}
	byCode := map[string]*Account{}
	var list []*Account
	for _, r := range records[1:] {
		a := &Account{Code: r[0], Name: r[1], NameEn: r[2], Class: classOf(r[0], r[3]), Side: r[3], Official: r[4] == "yes", Control: r[5]}
		a.ID = accountOf(a.Code)
		for length := len(a.Code) - 2; length >= 4 && a.Parent.IsZero(); length -= 2 {
			if parent := byCode[a.Code[:length]]; parent != nil {
				a.Parent = parent.ID
			}
		}
		byCode[a.Code] = a
		list = append(list, a)
	}
	return list, nil
}

// LoadChart adds the accounts of the chart that are not there: all of them at the first start, those of a newer chart later.
// What people have renamed or added stays. It is safe to call at every start, by several processes.
func (r *Room) LoadChart(ctx context.Context, tx *pg.Tx) error {
	lives, err := missing(ctx, tx)
	if err != nil || len(lives) == 0 {
		return err
	}
	if _, err := tx.Exec(ctx, "lock table finance.account in share row exclusive mode"); err != nil {
		return err
	}
	if lives, err = missing(ctx, tx); err != nil || len(lives) == 0 {
		return err // another process was faster
	}
	return r.Accounts.Backfill(ctx, tx, lives...)
}

// missing are the accounts of the chart that the table lacks, as what would make them.
func missing(ctx context.Context, tx *pg.Tx) (lives [][]resource.Told[Account], err error) {
	list, err := chart()
	if err != nil {
		return nil, err
	}
	var have []string
	if err := tx.QueryRow(ctx, "select coalesce(array_agg(code), '{}') from finance.account").Scan(&have); err != nil {
		return nil, err
	}
	for _, a := range list {
		if !slices.Contains(have, a.Code) {
			lives = append(lives, []resource.Told[Account]{{Step: "create", Row: a}})
		}
	}
	return lives, nil
}
