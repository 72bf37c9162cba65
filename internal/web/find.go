package web

import (
	"context"
	"errors"
	"strings"

	"golang.org/x/sync/errgroup"

	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// hit is one thing that the command box found.
type hit struct {
	Text  string `json:"text"`
	Kind  string `json:"kind"`
	Icon  string `json:"icon"`
	Href  string `json:"href"`
	State string `json:"state,omitempty"`
}

// Bounds of the command box: rows of each Def and all, Defs asked at once, and the milliseconds each may take.
const (
	hitsEach = 4
	hitsAll  = 24

	findAtOnce = 4
	findTime   = "set local statement_timeout = 250"
	stopped    = "57014" // what Postgres says when the time is over
)

// find looks for pages, and for rows of every Def that the person may see, by number, words or initials of pinyin.
func (s *Server) find(ctx context.Context, r *Request) (Answer, error) {
	text := strings.TrimSpace(r.Get("q"))
	w := s.words(r.Lang)
	hits := s.findPages(r, w, text)
	if len([]rune(text)) < 2 && (text == "" || text[0] < 0x80) {
		return JSON(hits), nil
	}
	rows, err := s.findRows(ctx, r, text)
	for _, found := range rows {
		hits = append(hits, found...)
	}
	return JSON(hits[:min(len(hits), hitsAll)]), err
}

// findRows asks the Defs side by side; one that takes too long, a long table without an index for such words, gives nothing.
func (s *Server) findRows(ctx context.Context, r *Request, text string) ([][]hit, error) {
	defs := s.House.All()
	found := make([][]hit, len(defs))
	var all errgroup.Group
	all.SetLimit(findAtOnce)
	for i, def := range defs {
		if m := def.Info(); !r.Can(m.Right("view")) || !findable(def) {
			continue
		}
		all.Go(func() (err error) {
			found[i], err = s.findIn(ctx, r, def, text)
			return err
		})
	}
	return found, all.Wait()
}

func (s *Server) findIn(ctx context.Context, r *Request, def resource.Any, text string) (hits []hit, err error) {
	m, w := def.Info(), s.words(r.Lang)
	err = r.View(ctx, func(tx *pg.Tx) error {
		if _, err := tx.Exec(ctx, findTime); err != nil {
			return err
		}
		options, err := def.Suggest(ctx, tx, text, hitsEach)
		for _, o := range options {
			hits = append(hits, hit{Text: o.Title, Kind: w.one(m.Name), Icon: m.Icon, Href: path(m.Name) + "/" + o.ID.String()})
		}
		return err
	})
	var broken interface{ SQLState() string }
	if errors.As(err, &broken) && broken.SQLState() == stopped {
		return nil, nil
	}
	return hits, err
}

// findable Defs have something to search in.
func findable(def resource.Any) bool {
	if def.IsDoc() {
		return true
	}
	for _, f := range def.Info().Fields {
		if f.Search {
			return true
		}
	}
	return false
}

func (s *Server) findPages(r *Request, w *words, text string) []hit {
	hits := []hit{}
	text = strings.ToLower(text)
	for _, group := range s.nav.of(r, w) {
		for _, item := range group.Items {
			if text == "" || strings.Contains(spelled(item.Text+" "+group.Text), text) || strings.Contains(strings.ToLower(item.key), text) {
				hits = append(hits, hit{Text: item.Text, Kind: group.Text, Icon: item.Icon, Href: item.Href})
			}
		}
	}
	if text == "" {
		return hits[:min(len(hits), hitsAll)]
	}
	return hits[:min(len(hits), 8)]
}
