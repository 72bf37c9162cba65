package status

import (
	"context"
	"slices"
	"sync"
	"time"

	"hesuan/internal/kafka"
	"hesuan/internal/pg"
	"hesuan/olap"
)

// State of a part.
type State string

// The states, from well to ill. Off is a part that has nothing to do yet.
const (
	Up   State = "up"
	Off  State = "off"
	Slow State = "slow" // it works, but somebody should look
	Down State = "down"
)

// Figure is a number of a part. Unit says how to read it: bytes, seconds, count, or time for a unix time.
type Figure struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
}

// Part is an engine, a role, or something that the house does for itself.
type Part struct {
	Name    string    `json:"name"`
	State   State     `json:"state"`
	Why     string    `json:"why,omitempty"` // the reason, which says what to do: status.<name>.<why>
	Since   time.Time `json:"since"`         // it runs, or the state has been seen
	Version string    `json:"version,omitempty"`
	Count   int       `json:"count,omitempty"` // processes of a role
	Figures []Figure  `json:"figures"`
	Error   string    `json:"error,omitempty"`
}

func (p *Part) add(name, unit string, value float64) {
	p.Figures = append(p.Figures, Figure{name, value, unit})
}

// worsen sets the state and its reason unless it is worse already.
func (p *Part) worsen(to State, why string) {
	order := []State{Up, Off, Slow, Down}
	if slices.Index(order, to) > slices.Index(order, p.State) {
		p.State, p.Why = to, why
	}
}

// fail marks a part that did not answer.
func (p *Part) fail(err error) {
	p.State, p.Why, p.Error = Down, "away", err.Error()
}

// Report is how the house is.
type Report struct {
	At    time.Time `json:"at"`
	State State     `json:"state"` // the worst
	Parts []Part    `json:"parts"`
}

// Part finds a part by name.
func (r *Report) Part(name string) *Part {
	for i := range r.Parts {
		if r.Parts[i].Name == name {
			return &r.Parts[i]
		}
	}
	return nil
}

// House is what there is to ask.
type House struct {
	DB        *pg.DB
	Warehouse *olap.Warehouse
	Kafka     kafka.Cluster
	Slot      string // of the relay
	Data      string // the folder on whose disk we look; empty when there is none
	Embedded  bool   // the engines are up's own
	// Forecast gives when the last forecast was made; zero: never.
	Forecast func(ctx context.Context) (time.Time, error)

	mu    sync.Mutex
	last  *Report
	since map[string]time.Time // by part and state
}

const (
	askLimit = 3 * time.Second // for the answer of an engine
	keep     = 2 * time.Second // a report is good for that long: many may ask
)

// Report asks everything at once. It is for all who ask, so whoever asked first and went away does not end it.
func (h *House) Report(ctx context.Context) *Report {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.last != nil && time.Since(h.last.At) < keep {
		return h.last
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), askLimit)
	defer cancel()
	questions := []func(context.Context) []Part{h.postgres, h.kafka, h.clickhouse, h.roles, h.upkeep}
	answers := make([][]Part, len(questions))
	var asked sync.WaitGroup
	for i, ask := range questions {
		asked.Go(func() { answers[i] = ask(ctx) })
	}
	asked.Wait()
	r := &Report{At: time.Now().UTC(), State: Up, Parts: slices.Concat(answers...)}
	h.judge(r)
	h.last = r
	return r
}

// judge gives each part its since, and the house the worst state of its parts.
func (h *House) judge(r *Report) {
	before := h.since
	h.since = map[string]time.Time{}
	worst := Part{State: Up}
	for i := range r.Parts {
		p := &r.Parts[i]
		key := p.Name + string(p.State)
		if h.since[key] = before[key]; h.since[key].IsZero() {
			h.since[key] = r.At
		}
		if p.Since.IsZero() {
			p.Since = h.since[key]
		}
		if p.State != Off {
			worst.worsen(p.State, "")
		}
	}
	r.State = worst.State
}
