package main

import (
	"fmt"
	"image/color"
	"math"
	"path/filepath"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"

	"hesuan/forecasting"
)

// The colours of the pictures: history, forecast, bands.
var (
	inkPast   = color.Gray{Y: 0x33}
	inkAhead  = color.RGBA{R: 0x11, G: 0x44, B: 0xaa, A: 0xff}
	inkBand   = color.NRGBA{R: 0x33, G: 0x77, B: 0xcc, A: 0x38}
	pngHeight = 7 * vg.Centimeter
)

// savePNG draws history y, forecast and bands into a picture named after the series; its font has no Chinese, so the name stays outside.
func savePNG(dir string, number int, name string, y []float64, f forecasting.Forecast) error {
	p := plot.New()
	for k := range len(f.Levels) / 2 {
		var ring plotter.XYs
		for j := range f.Mean {
			ring = append(ring, plotter.XY{X: float64(len(y) + j), Y: f.Quantiles[j][len(f.Levels)-1-k]})
		}
		for j := len(f.Mean) - 1; j >= 0; j-- {
			ring = append(ring, plotter.XY{X: float64(len(y) + j), Y: f.Quantiles[j][k]})
		}
		band, err := plotter.NewPolygon(ring)
		if err != nil {
			return err
		}
		band.Color, band.LineStyle.Width = inkBand, 0
		p.Add(band)
	}
	for _, run := range append(unbroken(0, y), unbroken(len(y), f.Mean)...) {
		line, err := plotter.NewLine(run)
		if err != nil {
			return err
		}
		if line.Color = inkPast; int(run[0].X) >= len(y) {
			line.Color, line.Width = inkAhead, vg.Points(1.5)
		}
		p.Add(line)
	}
	return p.Save(3*pngHeight, pngHeight, filepath.Join(dir, fmt.Sprintf("%04d-%s.png", number, fileName(name))))
}

// unbroken are the runs of values without a gap, as points from step from on.
func unbroken(from int, y []float64) (runs []plotter.XYs) {
	open := false
	for t, v := range y {
		if math.IsNaN(v) {
			open = false
			continue
		}
		if !open {
			runs, open = append(runs, nil), true
		}
		last := len(runs) - 1
		runs[last] = append(runs[last], plotter.XY{X: float64(from + t), Y: v})
	}
	return runs
}

// fileName keeps of a name what every file system takes.
func fileName(name string) string {
	keep := func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}
	clean := []rune(strings.Map(keep, name))
	return string(clean[:min(len(clean), 60)])
}
