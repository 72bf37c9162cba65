package webhook

import (
	"context"
	"embed"
	"net/http"
	"strconv"
	"time"

	"hesuan/internal/actor"
	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/web"
)

//go:embed page/*.html
var pageFiles embed.FS

var pages = web.MustParse(pageFiles, "page/*.html")

// minute is a moment as a field of the browser has it, in the company's zone.
const minute = "2006-01-02T15:04"

// shown is how many deliveries a page shows.
const shown = 100

// Pages show an endpoint's secret and deliveries.
func (r *Room) Pages() []web.Page {
	const at, on = "/webhook/endpoint/:id/deliveries", "webhook.endpoint"
	view, edit := r.Endpoints.Right("view"), r.Endpoints.Right("edit")
	return []web.Page{
		{Path: at, Right: view, On: on, Nav: &web.Nav{Icon: "send", Key: "webhook.deliveries"}, Handle: r.deliveryPage},
		{Path: at, Method: http.MethodPost, Right: edit, On: on, Handle: r.deliveryAct},
	}
}

// deliveryView is the data of the page of deliveries.
type deliveryView struct {
	*Endpoint
	State   string
	Rows    []Delivery
	More    int64
	Secret  string
	CanEdit bool
	From    string
	To      string
	Fault   string
}

func (r *Room) deliveryPage(ctx context.Context, q *web.Request) (web.Answer, error) {
	return r.deliveries(ctx, q, "")
}

func (r *Room) deliveries(ctx context.Context, q *web.Request, said string) (web.Answer, error) {
	key, err := q.Key("id")
	if err != nil {
		return web.Answer{}, err
	}
	v := deliveryView{State: q.Get("state"), CanEdit: q.Can(r.Endpoints.Right("edit")), Fault: said}
	before, _ := strconv.ParseInt(q.Get("before"), 10, 64)
	err = q.Do(ctx, func(tx *pg.Tx) error {
		now := tx.Now.In(r.db.Zone)
		v.From, v.To = now.Add(-time.Hour).Format(minute), now.Format(minute)
		if v.Endpoint, err = r.Endpoints.Get(ctx, tx, key); err != nil {
			return err
		}
		if v.CanEdit && v.Owner == tx.Actor.ID {
			if v.Secret, err = r.Secret(ctx, tx, key); err != nil {
				return err
			}
		}
		v.Rows, err = r.Deliveries(ctx, tx, key, v.State, before, shown+1)
		return err
	})
	if len(v.Rows) > shown {
		v.Rows = v.Rows[:shown]
		v.More = v.Rows[shown-1].ID
	}
	return web.HTML(pages, "deliveries", v).Title(q.Text("webhook.deliveries")), err
}

// deliveryAct sends one delivery again, or all events of a time, or changes the secret.
func (r *Room) deliveryAct(ctx context.Context, q *web.Request) (web.Answer, error) {
	key, err := q.Key("id")
	if err != nil {
		return web.Answer{}, err
	}
	said := q.Text("webhook.queued", "n", 1)
	err = q.Do(ctx, func(tx *pg.Tx) error {
		if err := r.mine(ctx, tx, key); err != nil {
			return err
		}
		switch q.Form.Get("act") {
		case "again":
			delivery, _ := strconv.ParseInt(q.Form.Get("delivery"), 10, 64)
			return r.Again(ctx, tx, key, delivery)
		case "rotate":
			said = q.Text("say.saved")
			_, err := r.Rotate(ctx, tx, key)
			return err
		}
		from, bad := time.ParseInLocation(minute, q.Form.Get("from"), r.db.Zone)
		to, worse := time.ParseInLocation(minute, q.Form.Get("to"), r.db.Zone)
		if bad != nil || worse != nil {
			return fault.New(fault.Invalid, "webhook.replay.empty", nil)
		}
		made, err := r.Replay(ctx, tx, key, from, to)
		said = q.Text("webhook.queued", "n", made)
		return err
	})
	if all := fault.All(err); len(all) > 0 && all[0].Kind == fault.Invalid {
		answer, err := r.deliveries(ctx, q, q.Message(all[0]))
		return answer.Status(http.StatusUnprocessableEntity), err
	}
	return web.Redirect("/webhook/endpoint/"+key.String()+"/deliveries").Say("done", said), err
}

// mine refuses what only the owner does with an endpoint: it is in the owner's name.
func (r *Room) mine(ctx context.Context, tx *pg.Tx, key id.ID) error {
	e, err := r.Endpoints.Get(ctx, tx, key)
	if err == nil && e.Owner != tx.Actor.ID && !tx.Actor.ID.IsZero() {
		err = fault.New(fault.Forbidden, "webhook.endpoint.owners", nil)
	}
	return err
}

// Today tells whoever may see endpoints that one was switched off or does not answer.
func (r *Room) Today(text func(lang, key string, args map[string]any) string) web.Today {
	return func(ctx context.Context, tx *pg.Tx, who actor.Actor) (items []web.TodayItem, err error) {
		if !who.Can(r.Endpoints.Right("view")) {
			return nil, nil
		}
		var off, failing int64
		err = tx.QueryRow(ctx, `select count(*) filter (where not active), count(*) filter (where active) from webhook.endpoint
			where failing is not null and not archived`).Scan(&off, &failing)
		if off > 0 {
			items = append(items, web.TodayItem{Text: text(who.Lang, "webhook.today.off", nil), Count: off, Href: "/webhook/endpoint?active=false", Icon: "webhook", Tone: "dead"})
		}
		if failing > 0 {
			items = append(items, web.TodayItem{Text: text(who.Lang, "webhook.today.failing", nil), Count: failing, Href: "/webhook/endpoint", Icon: "webhook", Tone: "wait"})
		}
		return items, err
	}
}
