package web

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"hesuan/internal/fault"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

func (a *API) read(ctx context.Context, tx *pg.Tx, q *errand) (Reply, error) {
	if err := unknownParameters(q.Query); err != nil {
		return Reply{}, err
	}
	row, err := q.def.Read(ctx, tx, q.key)
	if err != nil {
		return Reply{}, err
	}
	if q.Header.Get("If-None-Match") == etag(row) {
		return Reply{Status: http.StatusNotModified, Header: map[string]string{"ETag": etag(row)}}, nil
	}
	return q.row(row)
}

func (a *API) create(ctx context.Context, tx *pg.Tx, q *errand) (Reply, error) {
	row, err := q.def.Create(ctx, tx, q.Body)
	return q.made(row, err)
}

func (a *API) start(ctx context.Context, tx *pg.Tx, q *errand) (Reply, error) {
	row, err := q.def.Start(ctx, tx, q.at.step.Name, q.Body)
	return q.made(row, err)
}

func (a *API) change(ctx context.Context, tx *pg.Tx, q *errand) (Reply, error) {
	row, err := q.def.Change(ctx, tx, q.key, q.version, q.Body)
	return q.changed(row, err)
}

func (a *API) take(ctx context.Context, tx *pg.Tx, q *errand) (Reply, error) {
	if len(q.at.step.Fields)+len(q.at.step.Lines) == 0 && string(q.Body) != "{}" {
		return Reply{}, fault.New(fault.Invalid, "core.api.empty", nil)
	}
	row, err := q.def.Take(ctx, tx, q.key, q.version, q.at.step.Name, q.Body)
	return q.changed(row, err)
}

func (a *API) archive(ctx context.Context, tx *pg.Tx, q *errand) (Reply, error) {
	if string(q.Body) != "{}" {
		return Reply{}, fault.New(fault.Invalid, "core.api.empty", nil)
	}
	row, err := q.def.Archive(ctx, tx, q.key, q.version, q.at.action == "archive")
	return q.changed(row, err)
}

func (q *errand) made(row any, err error) (Reply, error) {
	if err != nil {
		return Reply{}, err
	}
	reply, err := q.row(row)
	if err == nil {
		reply.Header["Location"] = apiRoot + path(q.def.Info().Name) + "/" + resource.KeyOf(row).String()
	}
	return reply, err
}

// changed answers a change.
func (q *errand) changed(row any, err error) (Reply, error) {
	if err != nil {
		return Reply{}, err
	}
	return q.row(row)
}

func (q *errand) row(row any) (Reply, error) {
	body, err := EncodeRow(q.def, row)
	return Reply{Status: q.at.status, Header: map[string]string{"ETag": etag(row)}, Body: body}, err
}

// etag is a row's version, as HTTP writes it.
func etag(row any) string { return `"` + strconv.FormatInt(resource.StampOf(row).Version, 10) + `"` }

// unknownParameters refuses what a caller expects an effect of and gets none.
func unknownParameters(query url.Values, known ...string) error {
	var faults fault.List
	for name := range query {
		if !slices.Contains(known, name) {
			faults.Add(fault.New(fault.Invalid, "core.api.parameter", fault.Args{"name": clipped(name)}).At(clipped(name)))
		}
	}
	return faults.Err()
}
