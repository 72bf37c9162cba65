package observe

import (
	"context"
	"os"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// tracing says that spans go somewhere. While it is false, a span costs one load.
var tracing atomic.Bool

// Trace switches traces on if OTEL_EXPORTER_OTLP_ENDPOINT (or OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) says where to send them, by OTLP over
// HTTP. The other variables of OpenTelemetry, such as OTEL_TRACES_SAMPLER and OTEL_EXPORTER_OTLP_HEADERS, hold, too. The function that
// it gives sends what is left.
func Trace(ctx context.Context, role string) (stop func(), err error) {
	if os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT") == "" && os.Getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") == "" {
		return func() {}, nil
	}
	exporter, err := otlptracehttp.New(ctx)
	if err != nil {
		return nil, err
	}
	host, _ := os.Hostname()
	about, err := resource.New(ctx, resource.WithFromEnv(), resource.WithAttributes(attribute.String("service.namespace", "hesuan"),
		attribute.String("service.name", "hesuan-"+role), attribute.String("host.name", host)))
	if err != nil {
		return nil, err
	}
	provider := sdk.NewTracerProvider(sdk.WithBatcher(exporter, sdk.WithBatchTimeout(time.Second)), sdk.WithResource(about))
	otel.SetTracerProvider(provider)
	tracing.Store(true)
	return func() {
		tracing.Store(false)
		short, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		_ = provider.Shutdown(short) // what cannot be sent is lost, and missed by nobody but a trace
	}, nil
}

// Span is a piece of work in a trace; nil while there is none.
type Span struct{ trace.Span }

// Begin starts a span within the one of ctx. Spans are named for the kind of work, never for whom it is done.
func Begin(ctx context.Context, name string, options ...trace.SpanStartOption) (context.Context, *Span) {
	if !tracing.Load() {
		return ctx, nil
	}
	ctx, span := otel.Tracer("hesuan").Start(ctx, name, options...)
	return ctx, &Span{span}
}

// Set adds what is known by now.
func (s *Span) Set(attrs ...attribute.KeyValue) {
	if s != nil {
		s.SetAttributes(attrs...)
	}
}

// Done ends the span; an error marks it.
func (s *Span) Done(err error) {
	if s == nil {
		return
	}
	if err != nil {
		s.SetStatus(codes.Error, err.Error())
	}
	s.End()
}

// header is the name under which a trace travels, by the recommendation of the W3C.
const header = "traceparent"

// Parent is the present span as a traceparent; empty without one that is recorded.
func Parent(ctx context.Context) string {
	if !tracing.Load() || !trace.SpanContextFromContext(ctx).IsSampled() {
		return ""
	}
	carrier := propagation.MapCarrier{}
	propagation.TraceContext{}.Inject(ctx, carrier)
	return carrier[header]
}

// Join goes on with the trace of a traceparent; one that is empty or no traceparent leaves ctx as it is.
func Join(ctx context.Context, parent string) context.Context {
	if parent == "" || !tracing.Load() {
		return ctx
	}
	return propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier{header: parent})
}

// Onward goes on with the trace of a traceparent by a piece of work that began at a known time, and gives the traceparent to hand on.
// batch is the context in which the work is done, together with that for others.
func Onward(batch context.Context, parent, name string, began time.Time, attrs ...attribute.KeyValue) (*Span, string) {
	if parent == "" || !tracing.Load() {
		return nil, ""
	}
	ctx, span := otel.Tracer("hesuan").Start(Join(context.Background(), parent), name, trace.WithTimestamp(began),
		trace.WithAttributes(attrs...), trace.WithLinks(trace.LinkFromContext(batch)))
	return &Span{span}, Parent(ctx)
}
