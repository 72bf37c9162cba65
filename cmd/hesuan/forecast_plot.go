package main

import (
	"fmt"
	"html"
	"math"
	"os"
	"path/filepath"
	"strings"

	"hesuan/forecasting"
	"hesuan/forecasting/table"
)

// mostPlots a page: more would be slow to open.
const mostPlots = 200

// pages collects small charts of history, forecast and bands into one HTML page of plain SVG, and writes a PNG of each.
type pages struct {
	dir  string
	t    *table.Table
	body strings.Builder
	n    int
	err  error
}

func newPlot(dir string, t *table.Table) *pages {
	p := &pages{dir: dir, t: t}
	if dir != "" {
		p.err = os.MkdirAll(dir, 0o755)
	}
	return p
}

func (p *pages) add(i int, f forecasting.Forecast) {
	if p.dir == "" || p.n >= mostPlots || p.err != nil {
		return
	}
	p.n++
	y := p.t.Series[i].Values
	y = y[max(0, len(y)-6*len(f.Mean)-20):]
	p.err = savePNG(p.dir, p.n, p.t.IDs[i], y, f)
	s := newScale(y, f)
	fmt.Fprintf(&p.body, "<figure><figcaption>%s <small>%s</small></figcaption><svg viewBox='0 0 640 200'>", html.EscapeString(p.t.IDs[i]),
		html.EscapeString(f.Method))
	for k := range len(f.Levels) / 2 {
		var up, down []string
		for j := range f.Mean {
			up = append(up, s.point(len(y)+j, f.Quantiles[j][len(f.Levels)-1-k]))
			down = append([]string{s.point(len(y)+j, f.Quantiles[j][k])}, down...)
		}
		fmt.Fprintf(&p.body, "<polygon points='%s %s'/>", strings.Join(up, " "), strings.Join(down, " "))
	}
	fmt.Fprintf(&p.body, "<polyline points='%s'/><polyline class='f' points='%s'/></svg></figure>\n", s.line(0, y), s.line(len(y), f.Mean))
}

// scale maps steps and values to the picture.
type scale struct {
	n       int
	lo, top float64
}

func newScale(y []float64, f forecasting.Forecast) scale {
	s := scale{n: len(y) + len(f.Mean), lo: math.Inf(1), top: math.Inf(-1)}
	see := func(vs []float64) {
		for _, v := range vs {
			if !math.IsNaN(v) {
				s.lo, s.top = math.Min(s.lo, v), math.Max(s.top, v)
			}
		}
	}
	see(y)
	see(f.Mean)
	for _, q := range f.Quantiles {
		see(q)
	}
	if s.top <= s.lo {
		s.top = s.lo + 1
	}
	return s
}

func (s scale) point(t int, v float64) string {
	return fmt.Sprintf("%.1f,%.1f", 5+630*float64(t)/float64(max(1, s.n-1)), 195-190*(v-s.lo)/(s.top-s.lo))
}

func (s scale) line(from int, y []float64) string {
	var out []string
	for t, v := range y {
		if !math.IsNaN(v) {
			out = append(out, s.point(from+t, v))
		}
	}
	return strings.Join(out, " ")
}

const plotHead = `<!doctype html><meta charset="utf-8"><title>Forecasts</title><style>body{font:14px sans-serif;display:grid;
grid-template-columns:repeat(auto-fill,minmax(420px,1fr));gap:1em}figure{margin:0}polygon{fill:#37c;opacity:.18}
polyline{fill:none;stroke:#333}.f{stroke:#14a;stroke-width:2}small{color:#777}</style>
`

// close writes the page, if one was asked for.
func (p *pages) close() error {
	if p.dir == "" || p.err != nil {
		return p.err
	}
	return os.WriteFile(filepath.Join(p.dir, "forecast.html"), []byte(plotHead+p.body.String()), 0o644)
}
