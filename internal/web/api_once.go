package web

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"hesuan/internal/fault"
	"hesuan/internal/pg"
)

// keyLimit bounds an idempotency key.
const keyLimit = 200

// write does a change in one transaction, once per idempotency key. A refused change leaves no trace of its key: it may be corrected and
// sent again under the same one.
func (a *API) write(ctx context.Context, q *errand) (Reply, error) {
	key := q.Header.Get("Idempotency-Key")
	if len(key) > keyLimit || strings.ContainsFunc(key, func(r rune) bool { return r < ' ' || r > '~' }) {
		return Reply{}, refuse(http.StatusBadRequest, "core.api.key", fault.Args{"max": keyLimit})
	}
	var reply Reply
	err := a.db.Do(ctx, func(tx *pg.Tx) (err error) {
		if key == "" {
			reply, err = a.act(ctx, tx, q)
		} else {
			reply, err = a.once(ctx, tx, q, key)
		}
		return err
	})
	if err == nil {
		a.also(q)
	}
	return reply, err
}

// once acts, or gives the answer again that the key keeps. A secret is not kept: who did not hear it asks under another key.
func (a *API) once(ctx context.Context, tx *pg.Tx, q *errand, key string) (reply Reply, err error) {
	kept, repeated, err := tx.Once(ctx, key, q.fingerprint(), func() ([]byte, error) {
		if reply, err = a.act(ctx, tx, q); err != nil || q.secret() {
			return []byte("{}"), err
		}
		return json.Marshal(reply)
	})
	switch {
	case err != nil || !repeated:
		return reply, err
	case q.secret():
		return Reply{}, fault.New(fault.Conflict, "core.api.told", nil)
	}
	reply = Reply{Header: map[string]string{}}
	err = json.Unmarshal(kept, &reply)
	reply.Header["Idempotency-Replayed"] = "true"
	return reply, err
}

func (q *errand) secret() bool { return q.at.op != nil && q.at.op.Secret }

// also begins what is to be done beside the call.
func (a *API) also(q *errand) {
	for _, work := range q.after {
		(&Request{server: a.server, Path: q.Path, ID: q.ID}).Beside(0, work)
	}
}

func (a *API) act(ctx context.Context, tx *pg.Tx, q *errand) (Reply, error) {
	q.after = nil // of an attempt that was taken back
	if err := a.find(ctx, tx, q); err != nil {
		return Reply{}, err
	}
	return q.at.run(a, ctx, tx, q)
}

// fingerprint is what must be equal for two calls to be the same.
func (q *errand) fingerprint() []byte {
	at := q.Path
	if len(q.Query) > 0 {
		at += "?" + q.Query.Encode()
	}
	return bytes.Join([][]byte{[]byte(q.Method), []byte(at), []byte(strconv.FormatInt(q.version, 10)), q.Body}, []byte{'\n'})
}
