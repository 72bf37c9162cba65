package ingest

import (
	"time"

	"hesuan/olap"
)

// lags gathers what the batches of about a second cost.
type lags struct {
	events int
	sample []float32
	poison uint32
	last   time.Time
}

// sampled bounds the lags kept of a second.
const sampled = 200

// note measures what can now be read.
func (j *job) note() {
	now := time.Now()
	j.Metrics.Sunk.Add(float64(len(j.unseen)))
	j.Metrics.Batch.Observe(float64(len(j.unseen)))
	every := len(j.unseen)/sampled + 1
	for i, committed := range j.unseen {
		lag := now.Sub(committed).Seconds()
		j.Metrics.SinkLag.Observe(lag)
		if i%every == 0 && len(j.lags.sample) < sampled {
			j.lags.sample = append(j.lags.sample, float32(lag))
		}
	}
	j.lags.events += len(j.unseen)
	j.unseen = j.unseen[:0]
}

// take gives what was gathered, once a second if there is anything.
func (l *lags) take(sink string) (olap.Flush, bool) {
	if l.events == 0 && l.poison == 0 || time.Since(l.last) < time.Second {
		return olap.Flush{}, false
	}
	flush := olap.Flush{At: time.Now().UTC(), Sink: sink, Events: uint32(l.events), Lags: l.sample, Poison: l.poison}
	*l = lags{last: time.Now()}
	return flush, true
}
