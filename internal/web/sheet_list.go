package web

import (
	"context"

	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// Asked is what the list of a Def is asked for by this request's address: the filters, words and order of the list's page, so that an
// export holds what the page shows.
func (r *Request) Asked(ctx context.Context, tx *pg.Tx, def resource.Any) (resource.Query, error) {
	return r.server.asked(ctx, tx, r.server.words(r.Lang), def, r.Query)
}

// Shown are the columns of a Def's list.
func Shown(def resource.Any) resource.Fields { return (&shelf{def: def, m: def.Info()}).shown() }
