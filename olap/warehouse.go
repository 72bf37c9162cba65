package olap

import (
	"context"
	"sync/atomic"

	"hesuan/internal/ch"
)

// Warehouse is the house's database in ClickHouse.
type Warehouse struct {
	DB  *ch.DB
	dsn string
	fed atomic.Pointer[[]feed] // as they were after the last insert

	asked memo
}

// Open connects, and makes the database if it is missing; the tables are made by Migrate.
func Open(ctx context.Context, dsn string) (*Warehouse, error) {
	w, err := Dial(dsn)
	if err != nil {
		return nil, err
	}
	if err := w.Ready(ctx); err != nil {
		_ = w.Close()
		return nil, err
	}
	return w, nil
}

// Dial makes connections when they are needed, so that ClickHouse may come later than its users.
func Dial(dsn string) (*Warehouse, error) {
	db, err := ch.Dial(dsn)
	if err != nil {
		return nil, err
	}
	return &Warehouse{DB: db, dsn: dsn}, nil
}

// codeUnknownDatabase is ClickHouse's UNKNOWN_DATABASE.
const codeUnknownDatabase = 81

// Ready waits for ClickHouse, and makes the database if it is missing.
func (w *Warehouse) Ready(ctx context.Context) error {
	err := w.DB.Wait(ctx)
	if ch.Code(err) != codeUnknownDatabase {
		return err
	}
	db, err := ch.Open(ctx, w.dsn)
	if err != nil {
		return err
	}
	return db.Close()
}

// DSN is the address that the warehouse was opened with.
func (w *Warehouse) DSN() string { return w.dsn }

// Close gives the connections back.
func (w *Warehouse) Close() error { return w.DB.Close() }
