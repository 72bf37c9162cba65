package observe

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// seconds are the buckets of what people or jobs wait for.
var seconds = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 60, 600}

// What happens everywhere in the house.
var (
	Steps = promauto.NewCounterVec(prometheus.CounterOpts{Name: "hesuan_steps_total",
		Help: "Steps of documents by kind and outcome: done, refused (a person was told why), failed."}, []string{"kind", "outcome"})
	StepSeconds = promauto.NewHistogramVec(prometheus.HistogramOpts{Name: "hesuan_step_seconds",
		Help: "Time of a step within its transaction.", Buckets: seconds}, []string{"kind"})
	Jobs = promauto.NewHistogramVec(prometheus.HistogramOpts{Name: "hesuan_job_seconds",
		Help: "Time of a job.", Buckets: seconds}, []string{"task"})
	JobFailures = promauto.NewCounterVec(prometheus.CounterOpts{Name: "hesuan_job_failures_total", Help: "Jobs that failed."}, []string{"task"})
	Retries     = promauto.NewCounter(prometheus.CounterOpts{Name: "hesuan_transaction_retries_total",
		Help: "Transactions taken again because they lost a race."})
)

// Serve gives the metrics at an address until ctx ends; an empty address gives them to nobody. It answers /healthz, too: a process that
// serves no pages is healthy while it runs.
func Serve(ctx context.Context, listen string, log *slog.Logger) error {
	if listen == "" {
		<-ctx.Done()
		return nil
	}
	ln, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.Handler())
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("ok")) })
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, BaseContext: func(net.Listener) context.Context { return ctx }}
	defer context.AfterFunc(ctx, func() { _ = server.Close() })()
	log.InfoContext(ctx, "metrics are served", "at", ln.Addr().String())
	if err := server.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
