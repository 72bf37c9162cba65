package olap

import (
	"context"
	"crypto/sha256"
	"fmt"
	"slices"
	"sync"
)

// memo keeps what statements gave, for as long as no table that they read has changed: a board that is opened again, or by the next
// person, costs no second reading. Two generations of entries make it forget what nobody asks for.
type memo struct {
	mu         sync.Mutex
	young, old map[question][]Row
	cells      int // in young
}

// memoCells bounds a generation: some 15 MB. An entry by itself weighs as much as a few cells.
const (
	memoCells  = 200_000
	entryCells = 4
)

// question stands for a text, its values and the state of the tables that it names.
type question [sha256.Size]byte

// state names what each table holds.
type state map[string]uint64

// stateOf hashes the parts in which the rows of a table lie, of which each insert and each merge makes a new one.
const stateOf = `select table, groupBitXor(cityHash64(name, rows, bytes_on_disk, modification_time)) from system.parts
	where active and database = currentDatabase() group by table`

// state is asked before the rows are read, so that no entry is older than the state it is kept under.
func (w *Warehouse) state(ctx context.Context) (state, error) {
	rows, err := w.DB.Query(ctx, stateOf)
	if err != nil {
		return nil, away(err)
	}
	defer rows.Close()
	now := state{}
	for rows.Next() {
		var table string
		var parts uint64
		if err := rows.Scan(&table, &parts); err != nil {
			return nil, err
		}
		now[table] = parts
	}
	return now, rows.Err()
}

// question is another one for each text, each value and each state.
func (s statement) question(now state) question {
	hash := sha256.New()
	_, _ = hash.Write([]byte(s.shown())) // a hash never fails
	words := word.FindAllString(s.sql, -1)
	slices.Sort(words)
	for _, name := range slices.Compact(words) {
		if parts, is := now[name]; is {
			_, _ = fmt.Fprintf(hash, "\x00%s %x", name, parts)
		}
	}
	return question(hash.Sum(nil))
}

// recall gives a copy of what is kept: labels and comparisons are written into rows.
func (m *memo) recall(key question) ([]Row, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	rows, found := m.young[key]
	if !found {
		if rows, found = m.old[key]; !found {
			return nil, false
		}
		m.put(key, rows)
	}
	return copied(rows), true
}

func (m *memo) has(key question) bool {
	_, known := m.recall(key)
	return known
}

func (m *memo) keep(key question, rows []Row) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.put(key, copied(rows))
}

func (m *memo) put(key question, rows []Row) {
	if m.cells > memoCells {
		m.old, m.young, m.cells = m.young, nil, 0
	}
	if m.young == nil {
		m.young = map[question][]Row{}
	}
	m.young[key] = rows
	m.cells += entryCells
	for _, row := range rows {
		m.cells += len(row.By) + len(row.Values)
	}
}

func copied(rows []Row) []Row {
	rows = slices.Clone(rows)
	for i := range rows {
		rows[i].By = slices.Clone(rows[i].By)
	}
	return rows
}
