package dashboards

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"time"

	"hesuan/internal/fault"
	"hesuan/internal/web"
	"hesuan/olap"
)

// echartsVersion stands in the address of the library, which browsers then keep; a test holds it to package.json.
const echartsVersion = "6.1.0"

// version stands in the addresses of our own static files.
var version = sync.OnceValue(func() string {
	sum := sha256.New()
	for _, name := range []string{"board.css", "chart.js", "board.js"} {
		raw, _ := fs.ReadFile(Static, name) // embedded
		sum.Write(raw)
	}
	return hex.EncodeToString(sum.Sum(nil)[:6])
})

func dressed(a web.Answer) web.Answer {
	return a.Style("/static/board/board.css?v="+version()).Script("/static/dist/echarts.min.js?v="+echartsVersion,
		"/static/board/chart.js?v="+version(), "/static/board/board.js?v="+version())
}

// Pages are the boards, their tiles, and the documents behind each number.
func (w *Wall) Pages() []web.Page {
	all := []web.Page{{Path: "/today/figures", Handle: w.todayFigures}}
	for i, b := range Boards() {
		on := func(handle func(context.Context, *Board, *web.Request) (web.Answer, error)) func(context.Context, *web.Request) (web.Answer,
			error) {
			return func(ctx context.Context, r *web.Request) (web.Answer, error) { return handle(ctx, b, r) }
		}
		all = append(all,
			web.Page{Path: b.Path(), Right: b.Right(), Nav: &web.Nav{Group: "board", Icon: b.Icon, Key: b.Title(), Order: 10 * (i + 1)},
				Handle: on(w.boardPage)},
			web.Page{Path: b.Path() + "/tile/:tile", Right: b.Right(), Handle: on(w.tilePage)},
			web.Page{Path: b.Path() + "/behind", Right: b.Right(), Handle: on(w.behindPage)},
			web.Page{Path: b.Path() + "/stamp", Right: b.Right(), Handle: w.stampPage},
		)
	}
	all = append(all, web.Page{Path: cashPath, Right: finance.Right(), Handle: w.cashPage})
	if w.Alerts != nil {
		all = append(all, w.alertPages()...)
	}
	return all
}

// boardView is a board's page; its tiles come after it.
type boardView struct {
	*Board
	Ask     Ask
	Fresh   freshness
	Periods []choice
	Against []choice
	Sieves  []sieve
	Chips   []choice
	Figures []tileView
	Tiles   []tileView
	Clear   string
	Reach   *reach
	Words   string // for the script
	Than    string // what it stands beside, in words
	Now     string
}

// Narrowed is how many values the board is filtered by.
func (v boardView) Narrowed() int { return len(v.Chips) }

// scripted are the words that the script says.
var scripted = []string{"filter", "unfilter", "down", "documents", "zoom", "marks"}

func words(p pen) string {
	all := map[string]string{}
	for _, name := range scripted {
		all[name] = p.text("board.mark." + name)
	}
	for _, d := range olap.Dims() {
		all["dim."+d.Name] = p.text("dim." + d.Name)
	}
	raw, _ := json.Marshal(all) // a map of texts
	return string(raw)
}

// tileView is a tile's place on the page.
type tileView struct {
	*Tile
	Heading string
	Href    string // the tile itself, with the board's question
	Rooms   string
	Aim     string // where a target for its metric is set, for those who may
}

// Lead is the metric that the tile leads with, if it has one.
func (v tileView) Lead() string {
	if len(v.Metrics) == 0 {
		return ""
	}
	return v.Metrics[0]
}

func (w *Wall) boardPage(ctx context.Context, b *Board, r *web.Request) (web.Answer, error) {
	a, p := w.ask(b, r), w.pen(r)
	v := boardView{Board: b, Ask: a, Fresh: w.freshness(p), Periods: b.periods(p, a), Against: b.againsts(p, a),
		Words: words(p), Than: p.text("board.against." + string(a.Against)), Now: w.Clock().In(w.Zone).Format("2006-01-02 15:04")}
	if !v.Fresh.Away {
		short, cancel := context.WithTimeout(ctx, stampLimit)
		defer cancel()
		v.Sieves, v.Chips = w.sieves(short, p, b, a), w.chips(short, p, b.Path(), a)
		v.Reach = w.reach(short, b, a)
	}
	if len(a.Filters) > 0 {
		bare := a
		bare.Filters = nil
		v.Clear = bare.href(b.Path())
	}
	for _, t := range b.Tiles {
		if t.Right != "" && !r.Can(t.Right) {
			continue
		}
		view := tileView{Tile: t, Heading: r.Text(b.title(t)), Href: a.href(b.Path() + "/tile/" + t.Name), Rooms: strings.Join(t.rooms(), " "),
			Aim: w.aimAt(t, a, r)}
		if t.Kind == Figure {
			v.Figures = append(v.Figures, view)
		} else {
			v.Tiles = append(v.Tiles, view)
		}
	}
	return dressed(web.HTML(pages, "board", v).Title(r.Text(b.Title()))), nil
}

// aimAt leads to the form for a target of the metric that a tile leads with, in the month that the board shows.
func (w *Wall) aimAt(t *Tile, a Ask, r *web.Request) string {
	if w.Targets == nil || len(t.Metrics) == 0 || !r.Can("board.target.edit") {
		return ""
	}
	if may, _ := mayAim(t.Metrics[0]); !may {
		return ""
	}
	return fmt.Sprintf("/board/target/new?metric=%s&month=%d", t.Metrics[0], a.To.Period())
}

// tileLimit ends the wait for a tile; its place then says that the warehouse is busy and asks again.
const tileLimit = 20 * time.Second

// tilePage answers with a tile: as it hangs on the board, as a table, as CSV, or as the statements behind it.
func (w *Wall) tilePage(ctx context.Context, b *Board, r *web.Request) (web.Answer, error) {
	t := b.tile(r.Param("tile"))
	if t == nil || t.Right != "" && !r.Can(t.Right) {
		return web.Answer{}, fault.New(fault.NotFound, "core.page.missing", nil)
	}
	ctx, cancel := context.WithTimeout(ctx, tileLimit)
	defer cancel()
	a := w.ask(b, r)
	if r.Get("as") == "explain" {
		v, err := w.explain(b, t, a, w.pen(r))
		return dressed(web.HTML(pages, "as.explain", v).Title(v.Title)), err
	}
	if r.Get("as") == "alert" && len(t.Metrics) > 0 && w.Alerts != nil {
		return w.alertDialog(ctx, b, t, a, r)
	}
	if len(t.plain(a)) > 0 && r.Get("as") == "" {
		w.together(ctx, a, b.Tiles...)
	}
	d, err := w.draw(ctx, b, t, a, w.pen(r))
	if err != nil {
		return web.Answer{}, err
	}
	switch r.Get("as") {
	case "csv":
		if d.Grid == nil {
			d.Grid = &grid{}
		}
		return web.File(fmt.Sprintf("%s-%s-%s.csv", d.Title, a.From, a.To), "text/csv; charset=utf-8", d.Grid.csv()), nil
	case "table", "sql":
		return dressed(web.HTML(pages, "as."+r.Get("as"), d).Title(d.Title)), nil
	}
	return web.Fragment(pages, "tile."+string(t.Kind), d), nil
}

// JSON is the option for the attribute that the script reads.
func (d *Drawing) JSON() (string, error) {
	raw, err := json.Marshal(map[string]any{"option": d.Option, "marks": d.Marks})
	return string(raw), err
}
