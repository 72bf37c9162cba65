// Package observe is how the house tells what it does: log lines, metrics and traces, all with the same names.
//
// A log line is one JSON object. What belongs to a request, a job or a batch is put into the context once (With), and every line that is
// written under that context carries it: the request's identifier, which a person sees as the reference number of an internal error,
// and the trace's, if traces are on. People are named by their login and identifier only; names of customers, phones, addresses,
// bodies of requests and rows never are in a line.
//
// Metrics are Prometheus', in the default registry, all named hesuan_…. A process that serves no pages gives them at HESUAN_METRICS, or
// hands them to Postgres (package ingest/status), from where the pages' /metrics shows them.
//
// Traces are OpenTelemetry's, switched on by OTEL_EXPORTER_OTLP_ENDPOINT (trace.go).
package observe
