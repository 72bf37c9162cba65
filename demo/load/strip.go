package load

import (
	"context"
	"sync/atomic"

	"hesuan/internal/pg"
	"hesuan/internal/web"
)

// Strip tells pages how far the load is, as long as it lasts. Once it has ended nobody asks again.
func Strip(db *pg.DB) func(ctx context.Context, r *web.Request) (*web.Strip, error) {
	var ended atomic.Bool
	return func(ctx context.Context, r *web.Request) (*web.Strip, error) {
		if ended.Load() {
			return nil, nil
		}
		var s *State
		err := db.View(ctx, func(tx *pg.Tx) (err error) {
			s, err = Find(ctx, tx)
			return err
		})
		if err != nil || s == nil {
			return nil, err
		}
		if s.Ended() {
			ended.Store(true)
			return nil, nil
		}
		return s.strip(r), nil
	}
}

func (s *State) strip(r *web.Request) *web.Strip {
	at := r.Text("demo.load.masters")
	if s.Done > 0 {
		year, month, _ := s.Month.Time().Date()
		at = r.Text("demo.load.month", "year", year, "month", int(month))
	}
	return &web.Strip{Text: r.Text("demo.load.title", "percent", s.Percent(), "at", at), Hint: r.Text("demo.load.hint"), Percent: s.Percent()}
}
