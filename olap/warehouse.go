package olap

import (
	"context"

	"hesuan/internal/ch"
)

// Warehouse is the house's database in ClickHouse.
type Warehouse struct {
	DB *ch.DB
}

// Open connects; the tables are made by Migrate.
func Open(ctx context.Context, dsn string) (*Warehouse, error) {
	db, err := ch.Open(ctx, dsn)
	if err != nil {
		return nil, err
	}
	return &Warehouse{DB: db}, nil
}

// Close gives the connections back.
func (w *Warehouse) Close() error { return w.DB.Close() }
