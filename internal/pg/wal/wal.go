// Package wal reads the rows that a publication inserts out of Postgres' write-ahead log, in the order in which their
// transactions committed: no polling, no gaps, and a long transaction beside them holds nothing up.
//
// The slot is Postgres' memory of how far we came: it keeps the log until Confirm. A slot has one reader at a time; Open
// says ErrBusy to a second. A slot that is missing (dropped, restored away) or lost (the log grew beyond
// max_slot_wal_keep_size) is made anew; what it would have given is missing then, and lost is told before.
package wal

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pglogrepl"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"
)

// ErrBusy says that somebody else reads the slot.
var ErrBusy = errors.New("the replication slot is read by another relay")

// LSN is a place in the log.
type LSN = pglogrepl.LSN

// Row is an inserted row: the text of each column, nil for null.
type Row struct {
	Columns []string
	Values  [][]byte
}

// Message is what came out of the log: rows, each at the moment its transaction committed, then the commit itself; or how far
// the log has been read while there was nothing for us in it.
type Message struct {
	Row       *Row
	Committed time.Time // of the transaction around Row and Commit
	Commit    LSN       // the end of a transaction; 0 within it
	Idle      LSN       // everything before this place has been sent
}

// Reader is a connection that replicates.
type Reader struct {
	conn      *pgconn.PgConn
	slot      string
	relations map[uint32][]string
	committed time.Time
	inside    bool // of a transaction

	// Snapshot, if Open made the slot, shows exactly what was committed before the slot's beginning; it is gone with Start.
	Snapshot string
}

// Open connects and makes the slot if there is none that works. Before it makes one it calls lost, which has to remember that
// something is missing: whoever opens the slot next, after whatever crash, must know.
func Open(ctx context.Context, dsn, slot string, lost func(context.Context) error) (*Reader, error) {
	config, err := pgconn.ParseConfig(dsn)
	if err != nil {
		return nil, err
	}
	for name, value := range map[string]string{
		"replication": "database", "timezone": "UTC", "datestyle": "ISO", "application_name": "hesuan relay",
	} {
		config.RuntimeParams[name] = value
	}
	conn, err := pgconn.ConnectConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	r := &Reader{conn: conn, slot: slot, relations: map[uint32][]string{}}
	if err := r.ready(ctx, lost); err != nil {
		r.Close()
		return nil, err
	}
	return r, nil
}

// Close ends the connection; the slot stays.
func (r *Reader) Close() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = r.conn.Close(ctx)
}

func (r *Reader) ready(ctx context.Context, lost func(context.Context) error) error {
	active, status, found, err := r.look(ctx)
	switch {
	case err != nil:
		return err
	case found && active:
		return ErrBusy
	case found && status == "lost":
		if err := pglogrepl.DropReplicationSlot(ctx, r.conn, r.slot, pglogrepl.DropReplicationSlotOptions{}); err != nil {
			return err
		}
	case found:
		return nil
	}
	if err := lost(ctx); err != nil {
		return err
	}
	made, err := pglogrepl.CreateReplicationSlot(ctx, r.conn, r.slot, "pgoutput",
		pglogrepl.CreateReplicationSlotOptions{Mode: pglogrepl.LogicalReplication, SnapshotAction: "EXPORT_SNAPSHOT"})
	r.Snapshot = made.SnapshotName
	return busy(err)
}

func (r *Reader) look(ctx context.Context) (active bool, status string, found bool, err error) {
	results, err := r.conn.Exec(ctx, fmt.Sprintf(
		"select active, coalesce(wal_status, '') from pg_replication_slots where slot_name = '%s'", r.slot)).ReadAll()
	if err != nil || len(results) == 0 || len(results[0].Rows) == 0 {
		return false, "", false, err
	}
	row := results[0].Rows[0]
	return string(row[0]) == "t", string(row[1]), true, nil
}

// Start begins to read where the slot stands.
func (r *Reader) Start(ctx context.Context, publication string) error {
	return busy(pglogrepl.StartReplication(ctx, r.conn, r.slot, 0, pglogrepl.StartReplicationOptions{
		PluginArgs: []string{"proto_version '1'", "publication_names '" + publication + "'"},
	}))
}

// busy knows the errors of a slot that another connection holds or makes.
func busy(err error) error {
	var e *pgconn.PgError
	if errors.As(err, &e) && (e.Code == "55006" || e.Code == "42710") {
		return ErrBusy
	}
	return err
}

// Next waits for a message until the deadline; then it gives nil.
func (r *Reader) Next(ctx context.Context, deadline time.Time) (*Message, error) {
	for {
		limited, cancel := context.WithDeadline(ctx, deadline)
		raw, err := r.conn.ReceiveMessage(limited)
		cancel()
		if err != nil {
			if pgconn.Timeout(err) && ctx.Err() == nil {
				return nil, nil
			}
			return nil, err
		}
		switch m := raw.(type) {
		case *pgproto3.ErrorResponse:
			return nil, pgconn.ErrorResponseToPgError(m)
		case *pgproto3.CopyData:
			if message, err := r.copied(m.Data); message != nil || err != nil {
				return message, err
			}
		}
	}
}

func (r *Reader) copied(data []byte) (*Message, error) {
	switch data[0] {
	case pglogrepl.PrimaryKeepaliveMessageByteID:
		m, err := pglogrepl.ParsePrimaryKeepaliveMessage(data[1:])
		if err != nil || r.inside {
			return nil, err
		}
		return &Message{Idle: m.ServerWALEnd}, nil
	case pglogrepl.XLogDataByteID:
		x, err := pglogrepl.ParseXLogData(data[1:])
		if err != nil {
			return nil, err
		}
		return r.logical(x.WALData)
	}
	return nil, nil
}

// logical decodes pgoutput. Every table of the publication counts, under whatever oid it comes: leaf partitions come too.
func (r *Reader) logical(data []byte) (*Message, error) {
	parsed, err := pglogrepl.Parse(data)
	if err != nil {
		return nil, err
	}
	switch m := parsed.(type) {
	case *pglogrepl.RelationMessage:
		columns := make([]string, len(m.Columns))
		for i, c := range m.Columns {
			columns[i] = c.Name
		}
		r.relations[m.RelationID] = columns
	case *pglogrepl.BeginMessage:
		r.committed, r.inside = m.CommitTime, true
	case *pglogrepl.CommitMessage:
		r.inside = false
		return &Message{Commit: m.TransactionEndLSN, Committed: r.committed}, nil
	case *pglogrepl.InsertMessage:
		return r.inserted(m)
	}
	return nil, nil
}

func (r *Reader) inserted(m *pglogrepl.InsertMessage) (*Message, error) {
	columns, known := r.relations[m.RelationID]
	if !known || m.Tuple == nil || len(columns) != len(m.Tuple.Columns) {
		return nil, fmt.Errorf("pgoutput: relation %d is not as announced", m.RelationID)
	}
	row := &Row{Columns: columns, Values: make([][]byte, len(columns))}
	for i, c := range m.Tuple.Columns {
		if c.DataType == pglogrepl.TupleDataTypeText {
			row.Values[i] = c.Data
		}
	}
	return &Message{Row: row, Committed: r.committed}, nil
}

// Confirm lets Postgres forget the log before a place, and keeps the connection alive. With reply Postgres answers how far it is.
func (r *Reader) Confirm(ctx context.Context, at LSN, reply bool) error {
	return pglogrepl.SendStandbyStatusUpdate(ctx, r.conn, pglogrepl.StandbyStatusUpdate{WALWritePosition: at, ReplyRequested: reply})
}
