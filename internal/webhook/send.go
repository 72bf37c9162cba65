package webhook

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	"hesuan/internal/id"
	"hesuan/internal/pg"
)

// Bounds of sending.
const (
	sendAtOnce  = 8                // deliveries to one endpoint that are claimed and sent at once
	turn        = 10 * time.Second // after which an endpoint with more to come waits until new events have been made out
	lease       = 60 * time.Second // after which a claimed delivery is anybody's again: its sender was killed
	answerKept  = 1000             // bytes of an answer that are remembered
	bodyLimit   = 1 << 20          // of a message; the row of a longer one is left out
	maxAttempts = 14
	firstPause  = 5 * time.Second
	longPause   = 8 * time.Hour
	// givesUp is how long nothing may arrive at an endpoint before it is switched off.
	givesUp = 48 * time.Hour
)

// pause is the time until the next attempt: three times the one before, at most eight hours, a fifth of it by chance. Fourteen attempts take
// about two days.
func pause(attempts int) time.Duration {
	wait := firstPause
	for range attempts - 1 {
		if wait = min(3*wait, longPause); wait == longPause {
			break
		}
	}
	return wait + time.Duration(rand.Int64N(int64(wait/5)))
}

// claimed is a delivery that this sender has taken on itself.
type claimed struct {
	key      int64
	endpoint id.ID
	event    id.ID
	doc      id.ID
	recorded time.Time
	attempts int
}

// claim takes what is due at an endpoint, of each document only the earliest: the others wait until it has arrived or is given up.
const claim = `
	update webhook.delivery d set next = $2::timestamptz + $3::interval, attempts = attempts + 1
	where d.id in (
		select c.id from webhook.delivery c
		where c.endpoint = $1 and c.state = 'waiting' and c.next <= $2
			and not exists (select from webhook.delivery b where b.state = 'waiting' and b.endpoint = c.endpoint and b.doc = c.doc and b.id < c.id)
		order by c.id limit $4 for update of c skip locked)
	returning d.id, d.endpoint, d.event, d.doc, d.recorded, d.attempts`

// Send sends what is due and says how many deliveries it tried. Endpoints do not wait for one another: each has its own calls, and one
// that is slow or does not answer holds up the round for a turn and one call, never for its backlog.
func (r *Room) Send(ctx context.Context) (tried int, err error) {
	calls := client(r.Private)
	defer calls.CloseIdleConnections()
	due, err := r.due(ctx)
	var all errgroup.Group
	var sum atomic.Int64
	for _, endpoint := range due {
		all.Go(func() error {
			n, err := r.sendTo(ctx, calls, endpoint)
			sum.Add(int64(n))
			return err
		})
	}
	err = cmp.Or(err, all.Wait())
	return int(sum.Load()), err
}

// due are the endpoints to which something is to be sent.
func (r *Room) due(ctx context.Context) (endpoints []id.ID, err error) {
	err = r.db.View(ctx, func(tx *pg.Tx) error {
		return tx.QueryRow(ctx, `select coalesce(array_agg(e.id), '{}') from webhook.endpoint e where e.active and not e.archived
			and exists (select from webhook.delivery c where c.endpoint = e.id and c.state = 'waiting' and c.next <= $1)`, tx.Now).Scan(&endpoints)
	})
	return endpoints, err
}

// sendTo sends to one endpoint until nothing is due, somebody does not answer, or its turn is over.
func (r *Room) sendTo(ctx context.Context, calls *http.Client, endpoint id.ID) (tried int, err error) {
	for began := time.Now(); ctx.Err() == nil && time.Since(began) < turn; {
		batch, err := r.claim(ctx, endpoint)
		if err != nil || len(batch) == 0 {
			return tried, err
		}
		tried += len(batch)
		if silent, err := r.sendAll(ctx, calls, batch); err != nil || silent {
			return tried, err
		}
	}
	return tried, nil
}

func (r *Room) claim(ctx context.Context, endpoint id.ID) (batch []claimed, err error) {
	err = r.db.Do(ctx, func(tx *pg.Tx) error {
		batch = nil
		found, err := tx.Query(ctx, claim, endpoint, tx.Now, lease.String(), sendAtOnce)
		if err != nil {
			return err
		}
		defer found.Close()
		for found.Next() {
			var c claimed
			if err := found.Scan(&c.key, &c.endpoint, &c.event, &c.doc, &c.recorded, &c.attempts); err != nil {
				return err
			}
			batch = append(batch, c)
		}
		return found.Err()
	})
	return batch, err
}

// sendAll sends a batch at once; silent says that a call got no answer.
func (r *Room) sendAll(ctx context.Context, calls *http.Client, batch []claimed) (silent bool, err error) {
	var all errgroup.Group
	var unheard atomic.Bool
	for _, c := range batch {
		all.Go(func() error {
			o, err := r.one(ctx, calls, c)
			if o.state == "waiting" && o.status == 0 {
				unheard.Store(true)
			}
			return err
		})
	}
	err = all.Wait()
	return unheard.Load(), err
}

// outcome is what became of one attempt.
type outcome struct {
	status int // 0: no answer
	took   time.Duration
	answer string
	state  string // done, waiting, parked or skipped
	gone   bool   // the receiver wants no more
}

// one sends a delivery and writes down what became of it.
func (r *Room) one(ctx context.Context, calls *http.Client, c claimed) (o outcome, err error) {
	m, err := r.message(ctx, c)
	o = outcome{state: "skipped"}
	switch {
	case err != nil && ctx.Err() != nil:
		return o, err
	case err != nil: // what cannot be told must not hold up what comes after it for ever: it counts as an attempt
		o = outcome{state: "waiting", answer: clip(err.Error())}
	case m != nil:
		o = post(ctx, calls, m)
	}
	if ctx.Err() != nil && o.state == "waiting" {
		return o, nil // stopped in the middle: the lease runs out and somebody sends it again
	}
	if o.state == "waiting" && c.attempts >= maxAttempts {
		o.state = "parked"
	}
	return o, r.db.Do(context.WithoutCancel(ctx), func(tx *pg.Tx) error { return r.record(ctx, tx, c, o) })
}

func post(ctx context.Context, calls *http.Client, m *message) outcome {
	began := time.Now()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, m.url, bytes.NewReader(m.body))
	if err != nil {
		return outcome{state: "parked", answer: err.Error()}
	}
	request.Header = m.header
	response, err := calls.Do(request)
	o := outcome{state: "waiting", took: time.Since(began)}
	if err != nil {
		o.answer = clip(err.Error())
		return o
	}
	defer response.Body.Close()
	head, _ := io.ReadAll(io.LimitReader(response.Body, answerKept))
	o.status, o.took, o.answer = response.StatusCode, time.Since(began), clip(string(head))
	o.gone = response.StatusCode == http.StatusGone
	if response.StatusCode/100 == 2 {
		o.state = "done"
	}
	return o
}

func clip(text string) string {
	text = strings.ReplaceAll(strings.ToValidUTF8(text, "?"), "\x00", "?")
	for len(text) > answerKept {
		_, last := utf8.DecodeLastRuneInString(text)
		text = text[:len(text)-last]
	}
	return text
}

// record writes the outcome of an attempt, and what it says of the endpoint: since when it fails, whether it is switched off.
func (r *Room) record(ctx context.Context, tx *pg.Tx, c claimed, o outcome) error {
	_, err := tx.Exec(ctx, `update webhook.delivery set state = $2, next = $3, last = $4, status = $5, millis = $6, answer = $7 where id = $1`,
		c.key, o.state, tx.Now.Add(pause(c.attempts)), tx.Now, o.status, o.took.Milliseconds(), o.answer)
	if err != nil || o.state == "skipped" {
		return err
	}
	row, err := r.Endpoints.Lock(ctx, tx, c.endpoint)
	if err != nil {
		return err
	}
	old := r.Endpoints.Clone(row)
	switch {
	case o.state == "done":
		row.Failing = nil
	case row.Failing == nil:
		row.Failing = &tx.Now
	}
	step := "edit"
	if o.gone || o.state != "done" && tx.Now.Sub(*row.Failing) > givesUp {
		row.Active, step = false, "disable"
	}
	if row.Active == old.Active && (row.Failing == nil) == (old.Failing == nil) {
		return nil
	}
	return r.Endpoints.Save(ctx, tx, row, old, step)
}

// headers of a message.
func headers(secrets []string, key id.ID, at time.Time, body []byte) http.Header {
	h := http.Header{}
	h.Set("Content-Type", "application/json")
	h.Set("User-Agent", "hesuan-webhook/1")
	h.Set("Webhook-Id", key.String())
	h.Set("Webhook-Timestamp", strconv.FormatInt(at.Unix(), 10))
	var signatures []string
	for _, secret := range secrets {
		signatures = append(signatures, Sign(secret, key.String(), at, body))
	}
	h.Set("Webhook-Signature", strings.Join(signatures, " "))
	return h
}

// envelope is the body of a message.
type envelope struct {
	ID        id.ID     `json:"id"`
	Type      string    `json:"type"`
	Timestamp time.Time `json:"timestamp"`
	Data      content   `json:"data"`
}

// content is what happened: to which row, in which version, by whom, and the row as it was then, as the API shows it.
type content struct {
	Type    string          `json:"type"`
	Doc     id.ID           `json:"id"`
	Version int64           `json:"version"`
	At      time.Time       `json:"at"`
	Actor   id.ID           `json:"actor"`
	Cause   id.ID           `json:"cause"`
	Row     json.RawMessage `json:"row"` // null where it is larger than a message may be
}
