package dashboards

import (
	"context"
	"embed"
	"errors"
	"io/fs"
	"time"

	"golang.org/x/sync/singleflight"

	"hesuan/internal/actor"
	"hesuan/internal/cal"
	"hesuan/internal/ch"
	"hesuan/internal/fault"
	"hesuan/internal/money"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
	"hesuan/internal/web"
	"hesuan/olap"
)

//go:embed page/*.html
var pageFiles embed.FS

var pages = web.MustParse(pageFiles, "page/*.html")

//go:embed static/*
var staticFiles embed.FS

// Static are the scripts and styles of the boards, served below /static/board/.
var Static, _ = fs.Sub(staticFiles, "static") // the folder is embedded: there is no error

// Files holds the schema of the alerts and the words.
//
//go:embed schema*.sql lang/*.json
var Files embed.FS

// Wall is where the boards hang.
type Wall struct {
	Warehouse *olap.Warehouse
	Currency  string // of the company: CNY
	Zone      *time.Location
	Clock     func() time.Time
	// Alerts is where people's alerts are kept; nil offers none.
	Alerts *resource.Def[Alert]
	// Targets reads what managers want of metrics in the months of some days; nil knows none.
	Targets func(ctx context.Context, from, to cal.Date, metrics []string) ([]*Target, error)
	// Cash reads what the forecast of cash is made from; nil offers none. It may take over from a book of the same day what the past
	// told, which reads the most.
	Cash func(ctx context.Context, before *CashBook) (*CashBook, error)
	// Scope limits what a person sees; nil limits nobody.
	Scope func(actor.Actor) olap.Scope
	// Owner is a person as an actor of today, Forbidden once he has left; nil watches every alert in the sight that it was made with.
	Owner func(ctx context.Context, tx *pg.Tx, user ref.User) (actor.Actor, error)

	patience time.Duration // with one alert
	stamps   stamps
	till     till
	readings singleflight.Group
	offers   offers
}

// New hangs the boards up over a warehouse.
func New(warehouse *olap.Warehouse, currency string, zone *time.Location) *Wall {
	return &Wall{Warehouse: warehouse, Currency: currency, Zone: zone, Clock: time.Now, patience: alertPatience}
}

func (w *Wall) today() cal.Date { return cal.On(w.Clock(), w.Zone) }

// ask reads what a request asks a board for, within what the person may see.
func (w *Wall) ask(b *Board, r *web.Request) Ask {
	a := b.ask(r, w.today())
	a.Zone = w.Zone.String()
	if w.Scope != nil {
		a.Scope = w.Scope(r.Actor)
	}
	return a
}

func (w *Wall) pen(r *web.Request) pen {
	return pen{r.Lang, money.Symbol(w.Currency), r.Text}
}

// say puts a fault of the semantic layer into words, with the names that people know.
func (w *Wall) say(p pen, f *fault.Fault) string {
	var pairs []any
	for name, value := range f.Args {
		if text, ok := value.(string); ok && name == "metric" && text != "" {
			value = p.text("metric." + text)
		}
		pairs = append(pairs, name, value)
	}
	return p.text(f.Key, pairs...)
}

// away tells that the engine is restarting or overloaded: the same question will have an answer in a moment.
func away(err error) bool {
	return ch.Retryable(err) || errors.Is(err, context.DeadlineExceeded) || ch.Code(err) == unknownTable || ch.Code(err) == unknownDatabase
}

// While the warehouse is rebuilt, its tables and even the database may be missing.
const (
	unknownTable    = 60
	unknownDatabase = 81
)
