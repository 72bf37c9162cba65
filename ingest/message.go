package ingest

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"hesuan/internal/cal"
	"hesuan/internal/event"
	"hesuan/internal/id"
	"hesuan/internal/kafka"
)

// message is an event on its way, with what only the way knows.
type message struct {
	*event.Record
	Epoch     uint64
	Committed time.Time // by Postgres
}

const (
	specVersion = "1.0"
	heartbeat   = "hesuan.heartbeat"
)

// room is the part of a type before the dot.
func room(kind string) string {
	name, _, _ := strings.Cut(kind, ".")
	return name
}

// encode writes the message as a CloudEvent in binary mode: attributes as headers, the body as the value, the document as key
// so that its events stay in order.
func (m message) encode(topic string) kafka.Message {
	headers := []kafka.Header{
		text("ce_specversion", specVersion), text("ce_id", m.ID.String()), text("ce_source", "/hesuan/"+room(m.Type)), text("ce_type", m.Kind),
		text("ce_time", m.Recorded.Format(time.RFC3339Nano)), text("ce_subject", m.Doc.String()), text("content-type", "application/json"),
		text("ce_doctype", m.Type), text("ce_version", strconv.FormatUint(m.Version, 10)), text("ce_seq", strconv.FormatUint(m.Seq, 10)),
		text("ce_xid", strconv.FormatUint(m.Xid, 10)), text("ce_at", m.At.Format(time.RFC3339Nano)),
		text("ce_epoch", strconv.FormatUint(m.Epoch, 10)),
		text("ce_committed", m.Committed.Format(time.RFC3339Nano)), text("ce_schema", strconv.Itoa(int(m.Schema))),
	}
	if !m.Actor.IsZero() {
		headers = append(headers, text("ce_actor", m.Actor.String()))
	}
	if !m.Cause.IsZero() {
		headers = append(headers, text("ce_cause", m.Cause.String()))
	}
	if m.Day != nil {
		headers = append(headers, text("ce_day", m.Day.String()))
	}
	if len(m.Gone) > 0 {
		gone, _ := json.Marshal(m.Gone)
		headers = append(headers, kafka.Header{Key: "ce_gone", Value: gone})
	}
	if m.Trace != "" {
		headers = append(headers, text("traceparent", m.Trace))
	}
	return kafka.Message{Topic: topic, Key: []byte(m.Doc.String()), Value: m.Body, Headers: headers}
}

func text(key, value string) kafka.Header { return kafka.Header{Key: key, Value: []byte(value)} }

// decode reads what encode wrote. Every error means that the message will never be readable.
func decode(k kafka.Message) (message, error) {
	m := message{Record: &event.Record{Body: k.Value}}
	for _, h := range k.Headers {
		if err := m.set(h.Key, string(h.Value)); err != nil {
			return m, fmt.Errorf("%s: %w", h.Key, err)
		}
	}
	switch {
	case m.ID.IsZero() || m.Doc.IsZero() || m.Type == "" || m.Version == 0 || m.Epoch == 0 || m.Recorded.IsZero():
		return m, fmt.Errorf("an attribute is missing")
	case !json.Valid(m.Body):
		return m, fmt.Errorf("the body is no JSON")
	}
	return m, nil
}

func (m *message) set(key, value string) (err error) {
	switch key {
	case "ce_id":
		m.ID, err = id.Parse[any](value)
	case "ce_subject":
		m.Doc, err = id.Parse[any](value)
	case "ce_actor":
		m.Actor, err = id.Parse[any](value)
	case "ce_cause":
		m.Cause, err = id.Parse[any](value)
	case "ce_type":
		m.Kind = value
	case "ce_doctype":
		m.Type = value
	case "ce_version":
		m.Version, err = strconv.ParseUint(value, 10, 32)
	case "ce_seq":
		m.Seq, err = strconv.ParseUint(value, 10, 64)
	case "ce_xid":
		m.Xid, err = strconv.ParseUint(value, 10, 64)
	case "ce_epoch":
		m.Epoch, err = strconv.ParseUint(value, 10, 64)
	case "ce_time":
		m.Recorded, err = time.Parse(time.RFC3339Nano, value)
	case "ce_at":
		m.At, err = time.Parse(time.RFC3339Nano, value)
	case "ce_committed":
		m.Committed, err = time.Parse(time.RFC3339Nano, value)
	default:
		return m.setMore(key, value)
	}
	return err
}

func (m *message) setMore(key, value string) error {
	switch key {
	case "ce_schema":
		n, err := strconv.ParseUint(value, 10, 16)
		m.Schema = uint16(n)
		return err
	case "ce_day":
		day, err := cal.Parse(value)
		m.Day = &day
		return err
	case "traceparent":
		m.Trace = value
	case "ce_gone":
		return json.Unmarshal([]byte(value), &m.Gone)
	}
	return nil
}

// pulse is the relay's heartbeat: every event committed before At lies below Ends.
type pulse struct {
	At    time.Time        `json:"at"`
	LSN   uint64           `json:"lsn"`
	Epoch uint64           `json:"epoch"`
	Ends  map[string]int64 `json:"ends"` // topic/partition → offset
}

func (p pulse) encode(topic string) kafka.Message {
	body, _ := json.Marshal(p)
	return kafka.Message{Topic: topic, Key: []byte(heartbeat), Value: body, Headers: []kafka.Header{
		text("ce_specversion", specVersion), text("ce_id", fmt.Sprintf("%d-%d", p.Epoch, p.LSN)), text("ce_source", "/hesuan/relay"),
		text("ce_type", heartbeat), text("ce_time", p.At.Format(time.RFC3339Nano)), text("content-type", "application/json"),
	}}
}
