package dashboards

import (
	"context"

	"hesuan/internal/web"
)

// daily are the figures of the start page, each from a board and for those who may see it: what the shop did today, what is at
// risk, how the company stands.
var daily = []struct {
	board *Board
	tiles []*Tile
}{
	{sales, figures("gmv", "orders")},
	{overview, figures("margin_rate")},
	{stock, figures("risk", "stock_value")},
	{finance, append(figures("sales_income", "gross_profit"), finance.tile("health"))},
}

// todayFigure is one figure of the start page, or the score of the company's health.
type todayFigure struct {
	*Drawing
	Board string
}

// todayFigures gives the day's figures, for the start page to put in once it stands.
func (w *Wall) todayFigures(ctx context.Context, r *web.Request) (web.Answer, error) {
	p := w.pen(r)
	view := struct {
		Fresh   freshness
		Figures []todayFigure
		Away    bool
	}{}
	for _, part := range daily {
		if !r.Can(part.board.Right()) {
			continue
		}
		ask := w.ask(part.board, r)
		ask.preset("today")
		w.together(ctx, ask, part.tiles...)
		for _, tile := range part.tiles {
			drawing, err := w.draw(ctx, part.board, tile, ask, p)
			if err != nil {
				return web.Answer{}, err
			}
			view.Away = view.Away || drawing.Away
			if drawing.Lead != nil || drawing.Score != nil {
				view.Figures = append(view.Figures, todayFigure{drawing, part.board.Path()})
			}
		}
	}
	if len(view.Figures) > 0 || view.Away {
		view.Fresh = w.freshness(p)
	}
	return web.Fragment(pages, "today", view), nil
}
