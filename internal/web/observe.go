package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/observe"
)

// Names under which the middlewares leave things with a request of Fiber's.
const (
	keyID      = "request"
	keyNonce   = "nonce"
	keySession = "session"
)

type meter struct {
	duration *prometheus.HistogramVec
	handler  fiber.Handler
}

func newMeter(others prometheus.Gatherer) *meter {
	m := &meter{duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "hesuan_http_request_seconds", Help: "Time to answer a request, by route.",
		Buckets: []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 10},
	}, []string{"method", "route", "status"})}
	own := prometheus.NewRegistry()
	own.MustRegister(m.duration)
	all := prometheus.Gatherers{own, prometheus.DefaultGatherer}
	if others != nil {
		all = append(all, others)
	}
	m.handler = adaptor.HTTPHandler(promhttp.HandlerFor(all, promhttp.HandlerOpts{ErrorHandling: promhttp.ContinueOnError}))
	return m
}

func (m *meter) serve(c *fiber.Ctx) error { return m.handler(c) }

// observe names a request, logs and measures it, and turns a panic into an internal error.
func (s *Server) observe(c *fiber.Ctx) (err error) {
	begin, request := time.Now(), id.New[any]().String()
	ctx := observe.With(observe.Join(c.UserContext(), c.Get("traceparent")), slog.String("request", request))
	ctx, span := observe.Begin(ctx, "request", trace.WithSpanKind(trace.SpanKindServer))
	c.SetUserContext(ctx)
	c.Locals(keyID, request)
	c.Set("X-Request-Id", request)
	defer func() {
		if caught := recover(); caught != nil {
			err = fmt.Errorf("panic: %v\n%s", caught, debug.Stack())
		}
		if err != nil {
			err = s.refuse(c, err)
		}
		s.record(c, time.Since(begin))
		trail(c, span)
	}()
	return c.Next()
}

// trail names a request's span once its route is known.
func trail(c *fiber.Ctx, span *observe.Span) {
	if span == nil {
		return
	}
	status := c.Response().StatusCode()
	span.SetName(c.Method() + " " + c.Route().Path)
	span.Set(attribute.String("http.request.method", c.Method()), attribute.String("http.route", c.Route().Path),
		attribute.Int("http.response.status_code", status))
	var failed error
	if status >= http.StatusInternalServerError {
		failed = errors.New(http.StatusText(status))
	}
	span.Done(failed)
}

func (s *Server) record(c *fiber.Ctx, took time.Duration) {
	status, route := c.Response().StatusCode(), c.Route().Path
	s.meter.duration.WithLabelValues(c.Method(), route, strconv.Itoa(status)).Observe(took.Seconds())
	level := slog.LevelInfo
	if route == "/static/*" || route == "/healthz" || route == "/readyz" || route == "/metrics" {
		level = slog.LevelDebug
	}
	attrs := []any{"method", c.Method(), "path", c.Path(), "route", route, "status", status, "took", took, "from", c.IP()}
	if session, ok := c.Locals(keySession).(*visit); ok && session.known {
		attrs = append(attrs, "user", session.Actor.Name, "actor", session.Actor.ID.String())
	}
	s.Log.Log(c.UserContext(), level, "request", attrs...)
}

// refuse answers an error that no page has answered: Fiber's own, or one of ours.
func (s *Server) refuse(c *fiber.Ctx, err error) error {
	r := s.bare(c)
	var own *fiber.Error
	if errors.As(err, &own) {
		switch own.Code {
		case http.StatusRequestEntityTooLarge:
			err = fault.New(fault.Invalid, "core.body.large", nil)
		case http.StatusNotFound, http.StatusMethodNotAllowed:
			err = fault.New(fault.NotFound, "core.page.missing", nil)
		default:
			err = fault.New(fault.Invalid, "core.request.bad", nil)
		}
	}
	return s.fail(c, r, err)
}

func (s *Server) healthy(c *fiber.Ctx) error { return c.SendString("ok") }

// ready asks Postgres and the engines.
func (s *Server) ready(c *fiber.Ctx) error {
	ctx, cancel := context.WithTimeout(c.UserContext(), 3*time.Second)
	defer cancel()
	report, status := map[string]string{}, http.StatusOK
	check := func(name string, err error) {
		if report[name] = "ok"; err != nil {
			report[name], status = "unavailable", http.StatusServiceUnavailable
			s.Log.WarnContext(ctx, "not ready", "engine", name, "err", err)
		}
	}
	check("postgres", s.db.Pool.Ping(ctx))
	for name, ask := range s.Ready {
		check(name, ask(ctx))
	}
	return c.Status(status).JSON(report)
}
