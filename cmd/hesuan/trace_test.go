package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"

	"go.opentelemetry.io/otel/trace"
	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"google.golang.org/protobuf/proto"
)

// receiver takes spans by OTLP over HTTP, as a collector does.
type receiver struct {
	url   string
	mu    sync.Mutex
	spans []received
}

// received is what we look at of a span.
type received struct {
	service, name, trace, parent string
	links                        int
}

func receive(t *testing.T) *receiver {
	r := &receiver{}
	server := httptest.NewServer(r)
	t.Cleanup(server.Close)
	r.url = server.URL
	return r
}

func (r *receiver) ServeHTTP(_ http.ResponseWriter, req *http.Request) {
	raw, err := io.ReadAll(req.Body)
	var batch collector.ExportTraceServiceRequest
	if err != nil || proto.Unmarshal(raw, &batch) != nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, from := range batch.ResourceSpans {
		service := ""
		for _, about := range from.Resource.Attributes {
			if about.Key == "service.name" {
				service = about.Value.GetStringValue()
			}
		}
		for _, scope := range from.ScopeSpans {
			for _, s := range scope.Spans {
				r.spans = append(r.spans, received{service, s.Name, trace.TraceID(s.TraceId).String(), string(s.ParentSpanId), len(s.Links)})
			}
		}
	}
}

// of are the spans of a trace by service and name.
func (r *receiver) of(id string) map[string]received {
	r.mu.Lock()
	defer r.mu.Unlock()
	found := map[string]received{}
	for _, s := range r.spans {
		if s.trace == id {
			found[s.service+" "+s.name] = s
		}
	}
	return found
}

// OPS-06: one trace goes from the caller through the request, the step, the relay and the sink, which points to its batch.
func (o *observed) oneTrace(t *testing.T) {
	const id = "4bf92f3577b34da6a3ce929d0e0e4736"
	o.place("traced", "00-"+id+"-00f067aa0ba902b7-01")
	for _, want := range []string{"hesuan-serve POST /api/v1/*", "hesuan-serve sales.order.place", "hesuan-serve postgres", "hesuan-relay relay",
		"hesuan-sink sink"} {
		o.until("a span "+want, func() bool { _, there := o.spans.of(id)[want]; return there })
	}
	if sink := o.spans.of(id)["hesuan-sink sink"]; sink.links == 0 || sink.parent == "" {
		t.Errorf("the sink's span stands alone: %+v", sink)
	}
	for _, want := range []string{"sink.batch", "clickhouse.insert", "sink.refresh", "relay.batch"} {
		o.until("a span "+want, func() bool {
			o.spans.mu.Lock()
			defer o.spans.mu.Unlock()
			for _, s := range o.spans.spans {
				if s.name == want {
					return true
				}
			}
			return false
		})
	}
	o.until("the days computed within the trace of their batch", func() bool {
		o.spans.mu.Lock()
		defer o.spans.mu.Unlock()
		batches := map[string]bool{}
		for _, s := range o.spans.spans {
			batches[s.trace] = batches[s.trace] || s.name == "sink.batch"
		}
		return slices.ContainsFunc(o.spans.spans, func(s received) bool { return s.name == "sink.refresh" && batches[s.trace] })
	})
}
