package finance

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"net/url"
	"strings"

	"hesuan/internal/cal"
	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
	"hesuan/internal/web"
)

//go:embed page/*.html static/*
var pageFiles embed.FS

// Static is the style of the room's pages, served below /static/finance/.
var Static, _ = fs.Sub(pageFiles, "static") // the folder is embedded: there is no error

var pages = web.MustParse(pageFiles, "page/*.html")

// Pages are the reports of the books: trial balance, sub-ledger, ageing, and the way from a voucher to its document. house
// tells what customers and suppliers are called.
func (r *Room) Pages(house *resource.House) []web.Page {
	const right, voucher = "finance.voucher.view", "/finance/voucher/:id"
	nav := func(key, icon string, order int) *web.Nav {
		return &web.Nav{Group: "finance", Icon: icon, Key: key, Order: order}
	}
	return []web.Page{
		{Path: "/finance/trial", Whole: true, Right: right, Nav: nav("finance.trial", "scale", 10), Handle: r.trialPage},
		{Path: "/finance/ledger", Whole: true, Right: right, Handle: r.ledgerPage},
		{Path: "/finance/ageing", Whole: true, Right: right, Nav: nav("finance.ageing", "hourglass", 20),
			Handle: func(ctx context.Context, q *web.Request) (web.Answer, error) { return r.ageingPage(ctx, q, house) }},
		{Path: voucher + "/source", Right: right, On: "finance.voucher", Nav: nav("finance.ledger.document", "file-search", 0), Handle: r.sourcePage},
		{Path: voucher + "/paper", Right: right, On: "finance.voucher", Nav: nav("finance.print", "printer", 0), Handle: r.paperPage},
	}
}

func show(name string, data any, title string) web.Answer {
	return web.HTML(pages, name, data).Title(title).Style("/static/finance/finance.css")
}

// span reads the days that a report is asked for: the present month unless told otherwise.
func span(tx *pg.Tx, q *web.Request) (from, to cal.Date, err error) {
	if from, err = dayOf(q, "from", tx.Today().Month()); err == nil {
		to, err = dayOf(q, "to", tx.Today())
	}
	return from, to, err
}

func dayOf(q *web.Request, name string, otherwise cal.Date) (cal.Date, error) {
	text := q.Get(name)
	if text == "" {
		return otherwise, nil
	}
	day, err := cal.Parse(text)
	if err != nil {
		return day, fault.New(fault.Invalid, "core.field.date", fault.Args{"field": name, "value": text}).At(name)
	}
	return day, nil
}

// trialRow is an account as the page shows it: opening, turnover and closing, debit and credit each.
type trialRow struct {
	Code, Name, Indent, Href string
	Cells                    [6]fixed.Amount
}

func (r *Room) trialPage(ctx context.Context, q *web.Request) (web.Answer, error) {
	data := struct {
		Trial  *Trial
		Labels []string // of the six columns, where they stand one below the other
		Rows   []trialRow
		Total  [6]fixed.Amount
		Level  int
		Levels []int
	}{Levels: []int{1, 2, 3, 0}, Level: 1}
	for _, group := range []string{"opening", "turnover", "closing"} {
		for _, side := range []string{"debit", "credit"} {
			data.Labels = append(data.Labels, q.Text("finance.trial."+group)+" "+q.Text("finance.trial."+side))
		}
	}
	if level := q.Get("level"); level != "" {
		fmt.Sscan(level, &data.Level)
	}
	err := q.View(ctx, func(tx *pg.Tx) (err error) {
		data.Trial, err = r.trial(ctx, tx, q)
		return err
	})
	if err != nil {
		return web.Answer{}, err
	}
	for _, b := range data.Trial.Rows {
		row := b.row(q.Lang, data.Trial)
		if b.Level == 1 {
			for i, amount := range row.Cells {
				data.Total[i] += amount
			}
		}
		if data.Level == 0 || b.Level <= data.Level {
			data.Rows = append(data.Rows, row)
		}
	}
	return show("trial", data, q.Text("finance.trial")), nil
}

// trial reads the trial balance of the days that a request names.
func (r *Room) trial(ctx context.Context, tx *pg.Tx, q *web.Request) (*Trial, error) {
	from, to, err := span(tx, q)
	if err != nil {
		return nil, err
	}
	return r.TrialBalance(ctx, tx, from, to)
}

func (b *Balance) row(lang string, t *Trial) trialRow {
	row := trialRow{Code: b.Code, Name: naming(lang, b.Name, b.NameEn), Indent: strings.Repeat("　", b.Level-1)}
	row.Cells[0], row.Cells[1] = sides(b.Opening)
	row.Cells[2], row.Cells[3] = b.Debit, b.Credit
	row.Cells[4], row.Cells[5] = sides(b.Closing)
	row.Href = ledgerAt(b.Code, t.From, t.To, nil)
	return row
}

// sides puts a balance on its side, both positive.
func sides(balance fixed.Amount) (debit, credit fixed.Amount) {
	if balance < 0 {
		return 0, -balance
	}
	return balance, 0
}

func naming(lang, zh, en string) string {
	if lang == "en" && en != "" {
		return en
	}
	return zh
}

// ledgerAt is the address of a sub-ledger.
func ledgerAt(code string, from, to cal.Date, more url.Values) string {
	query := url.Values{"code": {code}, "from": {from.String()}, "to": {to.String()}}
	for name, values := range more {
		query[name] = values
	}
	return "/finance/ledger?" + query.Encode()
}

// sourcePage leads from a voucher to the document that it tells of.
func (r *Room) sourcePage(ctx context.Context, q *web.Request) (web.Answer, error) {
	key, err := q.Key("id")
	if err != nil {
		return web.Answer{}, err
	}
	var v *Voucher
	err = q.View(ctx, func(tx *pg.Tx) (err error) {
		v, err = r.Vouchers.Def.Get(ctx, tx, key)
		return err
	})
	if err != nil {
		return web.Answer{}, err
	}
	if v.Source == (id.ID{}) {
		return web.Redirect("/finance/voucher/"+key.String()).Say("wait", q.Text("finance.voucher.no_source")), nil
	}
	return web.Redirect("/" + strings.Replace(v.SourceType, ".", "/", 1) + "/" + v.Source.String()), nil
}
