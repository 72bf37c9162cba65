package web

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// happened is one event of a row, as the API tells it. Its body is not among it: personal fields are sealed there.
type happened struct {
	ID       string    `json:"id"`
	Version  int64     `json:"version"`
	Kind     string    `json:"kind"`
	Recorded time.Time `json:"recorded"`
	At       time.Time `json:"at"`
	Actor    *string   `json:"actor"`
	Cause    *string   `json:"cause"`
}

// events answers a row's history, oldest first. after is a version.
func (a *API) events(ctx context.Context, tx *pg.Tx, q *errand) (Reply, error) {
	after, limit, err := eventsQuery(q)
	if err != nil {
		return Reply{}, err
	}
	if _, err := q.def.Read(ctx, tx, q.key); err != nil {
		return Reply{}, err
	}
	items, err := eventsOf(ctx, tx, q.def, q.key, after, limit+1)
	if err != nil {
		return Reply{}, err
	}
	answer := struct {
		Items []happened `json:"items"`
		Next  *string    `json:"next"`
	}{Items: items}
	if len(items) > limit {
		next := strconv.FormatInt(items[limit-1].Version, 10)
		answer.Items, answer.Next = items[:limit], &next
	}
	body, err := json.Marshal(answer)
	return Reply{Status: http.StatusOK, Body: body}, err
}

func eventsQuery(q *errand) (after int64, limit int, err error) {
	if err := unknownParameters(q.Query, "after", "limit"); err != nil {
		return 0, 0, err
	}
	limit = 50
	if text := q.Query.Get("limit"); q.Query.Has("limit") {
		if limit, err = strconv.Atoi(text); err != nil || limit < 1 || limit > resource.MaxLimit {
			return 0, 0, fault.New(fault.Invalid, "core.api.limit", fault.Args{"max": resource.MaxLimit}).At("limit")
		}
	}
	if text := q.Query.Get("after"); q.Query.Has("after") {
		if after, err = strconv.ParseInt(text, 10, 64); err != nil || after < 0 {
			return 0, 0, fault.New(fault.Invalid, "core.query.cursor", nil).At("after")
		}
	}
	return after, limit, nil
}

func eventsOf(ctx context.Context, tx *pg.Tx, def resource.Any, doc id.ID, after int64, limit int) ([]happened, error) {
	found, err := tx.Query(ctx, `select id::text, version, kind, recorded, at, actor::text, cause::text from core.event
		where doc = $1 and type = $2 and version > $3 order by version limit $4`, doc, def.Info().Name, after, limit)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	items := []happened{}
	for found.Next() {
		var one happened
		if err := found.Scan(&one.ID, &one.Version, &one.Kind, &one.Recorded, &one.At, &one.Actor, &one.Cause); err != nil {
			return nil, err
		}
		items = append(items, one)
	}
	return items, found.Err()
}
