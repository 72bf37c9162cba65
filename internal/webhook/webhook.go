// Package webhook tells other systems what happens in the house: each event that somebody subscribed to is sent to their address, signed
// (Standard Webhooks: webhook-id, webhook-timestamp, webhook-signature), until it is taken or two days have passed.
//
// It owns the schema webhook. An endpoint is a resource with pages and an API; its secret and its deliveries are not, for they are no business of
// the event stream. Deliveries are made out of committed events below the watermark in one transaction with the position reached, so that
// nothing is lost and nothing is made out twice, whoever is killed (fan.go). Sending is at least once: the receiver knows a repetition by
// webhook-id, which is the event's. Events of one document go to one endpoint in their order; others pass each other (send.go).
//
// An endpoint sees what its owner sees, with the owner's rights and scope of the moment of sending.
package webhook

import (
	"context"
	"crypto/rand"
	"embed"
	"encoding/base64"
	"encoding/json"
	"net/url"
	"regexp"
	"strings"
	"time"

	"hesuan/internal/actor"
	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

// Files are the schema and the words.
//
//go:embed schema*.sql lang/*.json
var Files embed.FS

type endpoint struct{}

// EndpointID names an endpoint.
type EndpointID = id.Of[endpoint]

// Endpoint is an address that wants to be told of events 事件订阅.
type Endpoint struct {
	resource.Base[EndpointID]
	Name    string     `json:"name"`
	URL     string     `json:"url"`
	Kinds   string     `json:"kinds"` // sales.order.place, sales.*, separated by white space
	Active  bool       `json:"active"`
	Owner   ref.User   `json:"owner"`
	Failing *time.Time `json:"failing"`
}

// Room sends events to endpoints.
type Room struct {
	Endpoints *resource.Def[Endpoint]
	// Owner is a person or a token as an actor of today; Encode writes a row as the API shows it.
	Owner  func(ctx context.Context, tx *pg.Tx, user ref.User) (actor.Actor, error)
	Encode func(def resource.Any, row any) (json.RawMessage, error)
	// Private lets addresses of this machine and of private networks be called.
	Private bool

	db    *pg.DB
	house *resource.House
}

// New declares the room's table.
func New(db *pg.DB) *Room {
	r := &Room{db: db}
	r.Endpoints = resource.Define(resource.Def[Endpoint]{
		Meta: resource.Meta{
			Name: "webhook.endpoint", Icon: "webhook", Title: []string{"name"}, Sort: "name", Whole: false,
			Fields: resource.Fields{
				resource.Text("name", 60).Req().Find().Col(), resource.Text("url", 500).Req().Find().Col(), resource.LongText("kinds").Req().Col(),
				resource.Bool("active").Or("true").Col(), resource.Link("owner", "auth.user").RO().Col(), resource.Instant("failing").RO().Col(),
			},
		},
		Check:  check,
		Before: r.before,
	})
	return r
}

// Defs are the declarations for the house.
func (r *Room) Defs() []resource.Any { return []resource.Any{r.Endpoints} }

// Live gives the room the house whose events it tells.
func (r *Room) Live(house *resource.House) { r.house = house }

// kindForm is sales.order.place, sales.order.*, sales.* or *.
var kindForm = regexp.MustCompile(`^(\*|[a-z_]+\.(\*|[a-z_]+\.(\*|[a-z_]+)))$`)

func check(e *Endpoint) (faults fault.List) {
	at, err := url.Parse(e.URL)
	if err != nil || at.Scheme != "https" && at.Scheme != "http" || at.Hostname() == "" || at.User != nil || at.Fragment != "" {
		faults.Add(fault.New(fault.Invalid, "webhook.endpoint.url_form", nil).At("url"))
	}
	for _, kind := range strings.Fields(e.Kinds) {
		if !kindForm.MatchString(kind) {
			faults.Add(fault.New(fault.Invalid, "webhook.endpoint.kind_form", fault.Args{"kind": kind}).At("kinds"))
		}
	}
	return faults
}

// before makes whoever makes an endpoint its owner, and begins anew with one that is switched on again.
func (r *Room) before(ctx context.Context, tx *pg.Tx, e, old *Endpoint) error {
	if old == nil {
		e.Owner = tx.Actor.ID
		return nil
	}
	if e.Active && !old.Active {
		e.Failing = nil
	}
	if old.Owner == tx.Actor.ID || tx.Actor.ID.IsZero() || !e.Active || e.Archived {
		return nil
	}
	return fault.New(fault.Forbidden, "webhook.endpoint.owners", nil) // it would send what its owner sees to where another wants it
}

// wants tells whether an endpoint asked for a kind of event.
func wants(kinds, kind string) bool {
	return actor.Actor{Rights: strings.Fields(kinds)}.Can(kind)
}

// patterns are the kinds that an endpoint asks for as Postgres' like knows them: they match what wants does.
func patterns(kinds string) []string {
	return strings.Fields(strings.NewReplacer("_", `\_`, "*", "%").Replace(kinds))
}

// Secret is what an endpoint's deliveries are signed with; it is made when it is first asked for.
func (r *Room) Secret(ctx context.Context, tx *pg.Tx, key id.ID) (secret string, err error) {
	_, err = tx.Exec(ctx, "insert into webhook.secret (endpoint, secret) values ($1, $2) on conflict do nothing", key, newSecret())
	if err != nil {
		return "", err
	}
	return secret, tx.QueryRow(ctx, "select secret from webhook.secret where endpoint = $1", key).Scan(&secret)
}

// overlap is how long an old secret goes on signing beside a new one.
const overlap = 24 * time.Hour

// Rotate gives an endpoint a new secret; the old one signs too for a day, so that the receiver can change over.
func (r *Room) Rotate(ctx context.Context, tx *pg.Tx, key id.ID) (string, error) {
	if _, err := r.Secret(ctx, tx, key); err != nil {
		return "", err
	}
	fresh := newSecret()
	_, err := tx.Exec(ctx, "update webhook.secret set before = secret, ends = $3, secret = $2 where endpoint = $1", key, fresh, tx.Now.Add(overlap))
	return fresh, err
}

func newSecret() string {
	raw := make([]byte, 32)
	rand.Read(raw) //nolint:errcheck // crypto/rand never fails
	return "whsec_" + base64.StdEncoding.EncodeToString(raw)
}
