package olap_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"hesuan/internal/event"
	"hesuan/internal/id"
)

// EXT-05, PERF-04: a stream of orders that lose lines, change channel and category and are cancelled, of returns and postings,
// is shuffled, doubled, cut anywhere, and applied by three sinks at once that rest between reading and writing. The warehouse ends as
// if everything had come once and in order: row for row.
func TestConvergence(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			dice := rand.New(rand.NewPCG(seed, 3))
			straight, crooked := open(t), open(t)
			stream := straight.history(dice, 40)
			straight.apply(stream...)
			crooked.applyBadly(dice, stream)
			want, err := straight.Dump(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			got, err := crooked.Dump(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for table := range want {
				if !slices.Equal(want[table], got[table]) {
					t.Errorf("%s: want %d rows\n%v\ngot %d rows\n%v", table, len(want[table]), want[table], len(got[table]), got[table])
				}
			}
			if rows := living(t, stream); len(want["order_line"]) != rows {
				t.Errorf("order_line: %d rows, the newest versions have %d", len(want["order_line"]), rows)
			}
			if len(want["order_line"]) == 0 || len(want["sales_day"]) == 0 || len(want["stock_day"]) == 0 {
				t.Error("the stream made nothing")
			}
		})
	}
}

// living counts the lines, and lines 0, of the newest versions of all orders.
func living(t *testing.T, stream []*event.Record) (rows int) {
	newest := map[id.ID]*event.Record{}
	for _, r := range stream {
		if r.Type == "sales.order" && r.Day != nil && (newest[r.Doc] == nil || newest[r.Doc].Version < r.Version) {
			newest[r.Doc] = r
		}
	}
	for _, r := range newest {
		var body struct{ Lines []json.RawMessage }
		if err := json.Unmarshal(r.Body, &body); err != nil {
			t.Fatal(err)
		}
		rows += len(body.Lines) + 1
	}
	return rows
}

// Two sinks that change the same day at the same time, and rest at every point: whoever is last to write, the day has both
// orders. Taking the ticket before the insert fails this.
func TestTicketOrdersBuckets(t *testing.T) {
	t.Parallel()
	h := open(t)
	channel := id.New[any]()
	for n := range 25 {
		day := fmt.Sprintf("2026-10-%02d", n+1)
		var sinks sync.WaitGroup
		for sink := range uint64(2) {
			one := h.record("sales.order", id.New[any](), 1, day, nil, order("placed", channel, "湖北", "1"))
			dice := rand.New(rand.NewPCG(uint64(n), sink))
			sinks.Go(func() {
				time.Sleep(time.Duration(dice.IntN(30)) * time.Millisecond)
				if err := h.sinkOnce([]*event.Record{one}, fmt.Sprintf("%d_%d", n, sink), false, dice); err != nil {
					t.Error(err)
				}
			})
		}
		sinks.Wait()
	}
	findings, err := h.CheckRollups(t.Context(), h.ticket, false)
	if err != nil || len(findings) > 0 {
		t.Errorf("stale buckets: %+v, %v", findings, err)
	}
}

// history is the life of some documents, over five days.
func (h *house) history(dice *rand.Rand, docs int) []*event.Record {
	pool := make([]id.ID, 6)
	for i := range pool {
		pool[i] = id.New[any]()
	}
	pick := func() id.ID { return pool[dice.IntN(len(pool))] }
	var stream []*event.Record
	for n := range docs {
		doc, day := id.New[any](), fmt.Sprintf("2026-11-%02d", dice.IntN(5)+1)
		switch n % 4 {
		case 0, 1:
			stream = append(stream, h.orderLife(dice, doc, day, pick)...)
		case 2:
			for version, state := range []string{"requested", "received", "refunded"}[:dice.IntN(3)+1] {
				stream = append(stream, h.record("sales.return", doc, uint64(version+1), day, nil, object{"state": state, "channel": pool[0],
					"lines": []object{{"no": 1, "sku": pool[1], "category": pool[2], "qty": "2", "accepted": "1", "amount": "9.99", "vat": "1"}}}))
			}
		case 3:
			stream = append(stream, h.record("inventory.posting", doc, 1, day, nil, object{"kind": "shipment", "lines": []object{
				{"no": 1, "sku": pick(), "from_place": pick(), "to_place": pick(), "qty": "3.5", "value": "7.1234"}}}))
		}
	}
	return stream
}

// orderLife is an order from draft to wherever the dice lead: lines come and go, everything about it may change.
func (h *house) orderLife(dice *rand.Rand, doc id.ID, day string, pick func() id.ID) []*event.Record {
	stream := []*event.Record{h.record("sales.order", doc, 1, "", nil, order("draft", pick(), "湖北", "0"))}
	alive, last := map[int]bool{}, 0
	for version := uint64(2); version < uint64(3+dice.IntN(6)); version++ {
		var gone []int32
		for no := range alive {
			if dice.IntN(4) == 0 {
				gone = append(gone, int32(no))
				delete(alive, no)
			}
		}
		for range dice.IntN(3) {
			last++
			alive[last] = true
		}
		var lines []object
		for no := range alive {
			lines = append(lines, line(no, pick(), pick(), fmt.Sprint(dice.IntN(9)+1), fmt.Sprint(dice.IntN(99)), "0.01", "1"))
		}
		state := []string{"placed", "approved", "shipped", "cancelled"}[dice.IntN(4)]
		stream = append(stream, h.record("sales.order", doc, version, day, gone, order(state, pick(), []string{"湖北", "湖南"}[dice.IntN(2)], "5", lines...)))
	}
	return stream
}

// applyBadly gives three sinks the stream twice, in any order, in batches of any size. Now and then a sink dies between its insert
// and its refresh; the batch comes again, later.
func (h *house) applyBadly(dice *rand.Rand, stream []*event.Record) {
	h.t.Helper()
	twice := append(slices.Clone(stream), stream...)
	dice.Shuffle(len(twice), func(i, j int) { twice[i], twice[j] = twice[j], twice[i] })
	batches := make(chan []*event.Record, len(twice))
	for len(twice) > 0 {
		n := min(len(twice), dice.IntN(30)+1)
		batches <- twice[:n]
		twice = twice[n:]
	}
	close(batches)
	var sinks sync.WaitGroup
	for n := range 3 {
		dice := rand.New(rand.NewPCG(uint64(n), dice.Uint64()))
		sinks.Go(func() {
			count := 0
			for batch := range batches {
				deaths := dice.IntN(3) / 2 // mostly none
				for try := 0; try <= deaths; try++ {
					count++
					if err := h.sinkOnce(batch, fmt.Sprintf("%d_%d", n, count), try < deaths, dice); err != nil {
						h.t.Error(err)
						return
					}
				}
			}
		})
	}
	sinks.Wait()
}

func (h *house) sinkOnce(batch []*event.Record, name string, dies bool, dice *rand.Rand) error {
	touched, err := h.Insert(h.t.Context(), 1, batch)
	if err != nil || dies {
		return err
	}
	ticket, _ := h.ticket(h.t.Context())
	rest := func() { time.Sleep(time.Duration(dice.IntN(40)) * time.Millisecond) }
	rest()
	return h.RefreshSlowly(h.t.Context(), ticket, touched, name, rest)
}
