package webhook

import (
	"context"
	"encoding/json"
	"net/http"
	"time"

	"hesuan/internal/actor"
	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// message is a delivery ready to be sent.
type message struct {
	url    string
	header http.Header
	body   []byte
}

// message makes what is sent: nil where the owner may not see the event any more, or never might.
func (r *Room) message(ctx context.Context, c claimed) (m *message, err error) {
	err = r.db.Do(actor.With(ctx, actor.House), func(tx *pg.Tx) error {
		m = nil
		e, err := r.Endpoints.Get(ctx, tx, c.endpoint)
		if err != nil {
			return err
		}
		happened, raw, err := event(ctx, tx, c)
		if err != nil {
			return err
		}
		owner, err := r.owner(ctx, tx, e)
		if err != nil || owner == nil {
			return err
		}
		def := r.house.Find(happened.Data.Type)
		if def == nil || !owner.Can(def.Info().Right("view")) {
			return nil
		}
		if seen, err := sees(ctx, tx, def, *owner, happened.Data.Doc); err != nil || !seen {
			return err
		}
		if happened.Data.Row, err = r.row(ctx, tx, def, *owner, raw); err != nil {
			return err
		}
		secrets, err := r.secrets(ctx, tx, c.endpoint)
		if err != nil {
			return err
		}
		body, err := json.Marshal(happened)
		if len(body) > bodyLimit {
			happened.Data.Row = nil
			body, err = json.Marshal(happened)
		}
		m = &message{url: e.URL, body: body, header: headers(secrets, c.event, tx.Now, body)}
		return err
	})
	return m, err
}

// owner is in whose name an endpoint is told; nil when he has left.
func (r *Room) owner(ctx context.Context, tx *pg.Tx, e *Endpoint) (*actor.Actor, error) {
	if e.Owner.IsZero() {
		house := actor.House
		return &house, nil
	}
	who, err := r.Owner(ctx, tx, e.Owner)
	if fault.KindOf(err) == fault.Forbidden {
		return nil, nil
	}
	return &who, err
}

// sees tells whether a row is within somebody's scope.
func sees(ctx context.Context, tx *pg.Tx, def resource.Any, who actor.Actor, doc id.ID) (bool, error) {
	house := tx.Actor
	tx.Actor = who
	defer func() { tx.Actor = house }()
	return def.Sees(ctx, tx, doc)
}

// row is the event's row as its owner may read it: opened, and without lines that are not his.
func (r *Room) row(ctx context.Context, tx *pg.Tx, def resource.Any, who actor.Actor, raw []byte) (json.RawMessage, error) {
	house := tx.Actor
	tx.Actor = who
	defer func() { tx.Actor = house }()
	row, err := def.Told(ctx, tx, raw)
	if err != nil {
		return nil, err
	}
	return r.Encode(def, row)
}

func event(ctx context.Context, tx *pg.Tx, c claimed) (e envelope, raw []byte, err error) {
	e.ID = c.event
	err = tx.QueryRow(ctx, `select kind, recorded, type, doc, version, at, actor, cause, body::text from core.event where doc = $3 and id = $1 and recorded = $2`,
		c.event, c.recorded, c.doc).Scan(&e.Type, &e.Timestamp, &e.Data.Type, &e.Data.Doc, &e.Data.Version, &e.Data.At, &e.Data.Actor, &e.Data.Cause, &raw)
	return e, raw, err
}

// secrets are those that sign now: the endpoint's, and the one before it until it ends.
func (r *Room) secrets(ctx context.Context, tx *pg.Tx, key id.ID) ([]string, error) {
	secret, err := r.Secret(ctx, tx, key)
	if err != nil {
		return nil, err
	}
	var before string
	var ends *time.Time
	if err := tx.QueryRow(ctx, "select before, ends from webhook.secret where endpoint = $1", key).Scan(&before, &ends); err != nil {
		return nil, err
	}
	if before != "" && ends != nil && ends.After(tx.Now) {
		return []string{secret, before}, nil
	}
	return []string{secret}, nil
}
