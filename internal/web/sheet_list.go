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

// Shown are the columns of a Def's list as this person, at this address, sees them.
func (r *Request) Shown(ctx context.Context, tx *pg.Tx, def resource.Any) (resource.Fields, error) {
	return (&shelf{Server: r.server, def: def, m: def.Info(), plan: def.Plan()}).chosenColumns(ctx, tx, r)
}

// Columns are all columns that a Def's list can have.
func Columns(def resource.Any) resource.Fields { return (&shelf{def: def, m: def.Info()}).choosable() }

// Shown are the columns of a Def's list where nobody chose others.
func Shown(def resource.Any) resource.Fields { return (&shelf{def: def, m: def.Info()}).shown() }
