package webhook

import (
	"context"
	"time"

	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
)

// replayMost is how many events are sent again at once.
const replayMost = 10_000

// Delivery is what may be told of one event on its way.
type Delivery struct {
	ID       int64      `json:"id"`
	Event    id.ID      `json:"event"`
	Kind     string     `json:"kind"`
	Doc      id.ID      `json:"doc"`
	State    string     `json:"state"` // waiting, done, parked, skipped
	Attempts int        `json:"attempts"`
	Made     time.Time  `json:"made"`
	Next     *time.Time `json:"next"`
	Last     *time.Time `json:"last"`
	Status   *int       `json:"status"`
	Millis   *int       `json:"millis"`
	Answer   string     `json:"answer"`
}

// Deliveries lists an endpoint's deliveries, the newest first, before a number; 0 begins at the newest.
func (r *Room) Deliveries(ctx context.Context, tx *pg.Tx, key id.ID, state string, before int64, limit int) ([]Delivery, error) {
	found, err := tx.Query(ctx, `select id, event, kind, doc, state, attempts, made, case when state = 'waiting' then next end, last, status, millis, answer
		from webhook.delivery where endpoint = $1 and ($2 = '' or state = $2) and ($3 = 0 or id < $3) order by id desc limit $4`, key, state, before, limit)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	all := []Delivery{}
	for found.Next() {
		var d Delivery
		err := found.Scan(&d.ID, &d.Event, &d.Kind, &d.Doc, &d.State, &d.Attempts, &d.Made, &d.Next, &d.Last, &d.Status, &d.Millis, &d.Answer)
		if err != nil {
			return nil, err
		}
		all = append(all, d)
	}
	return all, found.Err()
}

// Again makes one delivery out anew; it goes the way of all others, and its webhook-id is the same.
func (r *Room) Again(ctx context.Context, tx *pg.Tx, key id.ID, delivery int64) error {
	tag, err := tx.Exec(ctx, `insert into webhook.delivery (endpoint, event, kind, doc, recorded, state, next, made)
		select endpoint, event, kind, doc, recorded, 'waiting', $3, $3 from webhook.delivery where id = $1 and endpoint = $2`, delivery, key, tx.Now)
	if err == nil && tag.RowsAffected() == 0 {
		err = fault.New(fault.NotFound, "webhook.delivery.missing", nil)
	}
	return err
}

// Replay makes deliveries out of all events of a time that the endpoint asks for, also of those from before it was made.
func (r *Room) Replay(ctx context.Context, tx *pg.Tx, key id.ID, from, to time.Time) (made int, err error) {
	if !to.After(from) {
		return 0, fault.New(fault.Invalid, "webhook.replay.empty", nil).At("to")
	}
	e, err := r.Endpoints.Get(ctx, tx, key)
	if err != nil {
		return 0, err
	}
	events, err := between(ctx, tx, from, to, e.Kinds)
	if err != nil {
		return 0, err
	}
	if len(events) > replayMost {
		return 0, fault.New(fault.Invalid, "webhook.replay.many", fault.Args{"max": replayMost})
	}
	rows := make([][]any, len(events))
	for i, one := range events {
		rows[i] = delivery(key, one, tx.Now)
	}
	return len(rows), copyDeliveries(ctx, tx, rows)
}

// between are the events of a time that an endpoint asks for, one more than may be sent again at most.
func between(ctx context.Context, tx *pg.Tx, from, to time.Time, kinds string) (events []told, err error) {
	found, err := tx.Query(ctx, `select id, doc, kind, recorded from core.event where recorded >= $1 and recorded < $2 and kind not like 'webhook.%'
		and kind like any($3) order by xid, seq limit $4`, from, to, patterns(kinds), replayMost+1)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	for found.Next() {
		var e told
		if err := found.Scan(&e.id, &e.doc, &e.kind, &e.recorded); err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	return events, found.Err()
}

// forgotten is after which time deliveries that came to an end are no longer remembered.
const forgotten = 30 * 24 * time.Hour

// Forget drops old deliveries.
func (r *Room) Forget(ctx context.Context) error {
	return r.db.Do(ctx, func(tx *pg.Tx) error {
		_, err := tx.Exec(ctx, "delete from webhook.delivery where state <> 'waiting' and made < $1", tx.Now.Add(-forgotten))
		return err
	})
}

// Run does what is due: deliveries made out of new events, and sent.
func (r *Room) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		seen, err := r.Fan(ctx)
		if err != nil {
			return err
		}
		tried, err := r.Send(ctx)
		if err != nil || seen+tried == 0 {
			return err
		}
	}
	return nil
}
