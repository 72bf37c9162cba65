package webhook

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"hesuan/internal/pg"
	"hesuan/internal/resource"
	"hesuan/internal/web"
)

// secretAnswer, deliveryList and queued are what the operations answer.
type (
	secretAnswer struct {
		Secret string `json:"secret"`
	}
	deliveryList struct {
		Items []Delivery `json:"items"`
		Next  *string    `json:"next"`
	}
	queued struct {
		Queued int `json:"queued"`
	}
)

// Ops are what programs do with endpoints beside making and changing them.
func (r *Room) Ops() []web.Op {
	const at, on = "/webhook/endpoint/{id}", "webhook.endpoint"
	view, edit := r.Endpoints.Right("view"), r.Endpoints.Right("edit")
	return []web.Op{
		{Path: at + "/deliveries", Name: "webhook.deliveries", On: on, Right: view, Answer: deliveryList{}, Run: r.listOp,
			Query: resource.Fields{resource.Choice("state", "waiting", "done", "parked", "skipped"), resource.Int("after"), resource.Int("limit")}},
		{Method: http.MethodPost, Path: at + "/secret", Name: "webhook.secret", On: on, Right: edit, Answer: secretAnswer{}, Run: r.secretOp,
			Input: resource.Fields{resource.Bool("rotate").Or("false")}},
		{Method: http.MethodPost, Path: at + "/again", Name: "webhook.again", On: on, Right: edit, Answer: queued{}, Run: r.againOp,
			Input: resource.Fields{resource.Int("delivery").Req()}},
		{Method: http.MethodPost, Path: at + "/replay", Name: "webhook.replay", On: on, Right: edit, Answer: queued{}, Run: r.replayOp,
			Input: resource.Fields{resource.Instant("from").Req(), resource.Instant("to").Req()}},
	}
}

func (r *Room) listOp(ctx context.Context, tx *pg.Tx, c *web.OpCall) (any, error) {
	limit, after := 50, int64(0)
	if text := c.Query.Get("limit"); text != "" {
		limit, _ = strconv.Atoi(text)
	}
	if text := c.Query.Get("after"); text != "" {
		after, _ = strconv.ParseInt(text, 10, 64)
	}
	limit = min(max(limit, 1), resource.MaxLimit)
	rows, err := r.Deliveries(ctx, tx, c.Key, c.Query.Get("state"), after, limit+1)
	answer := deliveryList{Items: rows}
	if len(rows) > limit {
		next := strconv.FormatInt(rows[limit-1].ID, 10)
		answer.Items, answer.Next = rows[:limit], &next
	}
	return answer, err
}

func (r *Room) secretOp(ctx context.Context, tx *pg.Tx, c *web.OpCall) (any, error) {
	var in struct {
		Rotate bool `json:"rotate"`
	}
	if err := c.Read(&in); err != nil {
		return nil, err
	}
	if err := r.mine(ctx, tx, c.Key); err != nil {
		return nil, err
	}
	if in.Rotate {
		secret, err := r.Rotate(ctx, tx, c.Key)
		return secretAnswer{secret}, err
	}
	secret, err := r.Secret(ctx, tx, c.Key)
	return secretAnswer{secret}, err
}

func (r *Room) againOp(ctx context.Context, tx *pg.Tx, c *web.OpCall) (any, error) {
	var in struct {
		Delivery int64 `json:"delivery"`
	}
	if err := c.Read(&in); err != nil {
		return nil, err
	}
	if err := r.mine(ctx, tx, c.Key); err != nil {
		return nil, err
	}
	return queued{1}, r.Again(ctx, tx, c.Key, in.Delivery)
}

func (r *Room) replayOp(ctx context.Context, tx *pg.Tx, c *web.OpCall) (any, error) {
	var in struct {
		From time.Time `json:"from"`
		To   time.Time `json:"to"`
	}
	if err := c.Read(&in); err != nil {
		return nil, err
	}
	if err := r.mine(ctx, tx, c.Key); err != nil {
		return nil, err
	}
	n, err := r.Replay(ctx, tx, c.Key, in.From, in.To)
	return queued{n}, err
}
