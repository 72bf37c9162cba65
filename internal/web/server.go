package web

import (
	"context"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/prometheus/client_golang/prometheus"

	"hesuan/internal/auth"
	"hesuan/internal/i18n"
	"hesuan/internal/pg"
	"hesuan/internal/resource"
)

// Options are what the pages stand on.
type Options struct {
	DB    *pg.DB
	House *resource.House
	Book  *i18n.Book
	Auth  *auth.Room
	Pages []Page
	Ops   []Op // of the API
	Today []Today
	// Later is what takes longer to find out than the start page may: it comes in after the page.
	Later []Today
	// Bell is what rings for people, in the head of every page; nil for none.
	Bell *Bell
	// Strip tells what goes on behind the pages, nil for nothing; every page shows it.
	Strip func(ctx context.Context, r *Request) (*Strip, error)
	// Static are further files, served below /static/<name>/.
	Static map[string]fs.FS
	// Ready are the engines that must answer before this server takes visitors, by name.
	Ready map[string]func(ctx context.Context) error
	// Metrics are those of other processes, given at /metrics beside this one's.
	Metrics prometheus.Gatherer
	Log     *slog.Logger
	// TLS says that visitors come over https, through a proxy: cookies are then for https only.
	TLS bool
}

// Server serves the pages.
type Server struct {
	Options
	db       *pg.DB
	langs    map[string]*words
	nav      *navigation
	queue    queues
	bells    bells
	clerk    *clerk
	programs *API // what programs call
	files    *assets
	meter    *meter
	app      *fiber.App
	life     context.Context // ends when the server stops: streams, and what is done beside requests, end with it
	end      context.CancelFunc
	beside   sync.WaitGroup
}

// Limits of a request: a body of a form, of an upload, and the time each may take.
const (
	bodyLimit   = 8 << 20
	uploadLimit = 64 << 20
	readLimit   = 60 * time.Second
	writeLimit  = 5 * time.Minute
	idleLimit   = 2 * time.Minute
	stopLimit   = 10 * time.Second
)

// New makes the server; Run serves.
func New(o Options) *Server {
	if o.Log == nil {
		o.Log = slog.Default()
	}
	s := &Server{Options: o, db: o.DB, langs: languages(&o), files: newAssets(o.Static), meter: newMeter(o.Metrics)}
	s.life, s.end = context.WithCancel(context.Background())
	s.nav = s.navigate()
	s.clerk = &clerk{db: o.DB, house: o.House, auth: o.Auth, langs: s.langs, log: o.Log}
	s.app = fiber.New(fiber.Config{
		Immutable: true, DisableStartupMessage: true, StrictRouting: false, CaseSensitive: true, BodyLimit: uploadLimit,
		ReadTimeout: readLimit, WriteTimeout: writeLimit, IdleTimeout: idleLimit, ReadBufferSize: 16 << 10,
		RequestMethods: append(slices.Clone(fiber.DefaultMethods), "QUERY"), // so that the API can say 405 to it, not 400
		ErrorHandler:   s.refuse, ServerHeader: "", StreamRequestBody: false,
	})
	s.routes()
	return s
}

// Run serves until ctx ends, then lets the requests in hand finish.
func (s *Server) Run(ctx context.Context, listen string) error {
	ln, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	return s.Serve(ctx, ln)
}

// Serve is Run on a listener that is already open.
func (s *Server) Serve(ctx context.Context, ln net.Listener) error {
	ended := make(chan error, 1)
	go func() { ended <- s.app.Listener(ln) }()
	s.Log.InfoContext(ctx, "pages are served", "at", ln.Addr().String())
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	s.end()
	if err := s.app.ShutdownWithTimeout(stopLimit); err != nil {
		return err
	}
	s.beside.Wait()
	return <-ended
}

// Routes are all addresses that the server answers, as GET /sales/order/:id.
func (s *Server) Routes() (all []string) {
	for _, route := range s.app.GetRoutes(true) {
		if at := route.Method + " " + route.Path; route.Method != http.MethodHead && !slices.Contains(all, at) {
			all = append(all, at)
		}
	}
	return all
}

func (s *Server) words(lang string) *words {
	if w := s.langs[lang]; w != nil {
		return w
	}
	return s.langs[i18n.Langs[0]]
}

// routes are all addresses. The API's come from api.go.
func (s *Server) routes() {
	s.app.Use(s.observe, s.guard)
	s.app.Get("/static/*", s.files.serve)
	s.app.Get("/sw.js", s.worker)
	s.app.Get("/manifest.webmanifest", s.manifest)
	s.app.Get("/healthz", s.healthy)
	s.app.Get("/readyz", s.ready)
	s.app.Get("/metrics", s.meter.serve)
	s.account()
	for _, page := range s.Pages {
		s.mount(page)
	}
	s.api()
	s.tools()
	s.drafts()
	for _, def := range s.House.All() {
		s.resource(def)
	}
	s.app.Use(s.missing)
}
