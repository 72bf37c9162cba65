package pg

import "context"

// Company is whose house this is; fixed at the first start.
type Company struct {
	Name     string
	Currency string
	Zone     string
}

// Found writes down whose house this is, unless it is known already, and tells what is known.
func (tx *Tx) Found(ctx context.Context, c Company) (Company, error) {
	_, err := tx.Exec(ctx, "insert into core.company (name, currency, zone) values ($1, $2, $3) on conflict do nothing", c.Name, c.Currency, c.Zone)
	if err != nil {
		return c, err
	}
	err = tx.QueryRow(ctx, "select name, currency, zone from core.company").Scan(&c.Name, &c.Currency, &c.Zone)
	return c, err
}

// Company reads whose house this is.
func (db *DB) Company(ctx context.Context) (c Company, err error) {
	err = db.Pool.QueryRow(ctx, "select name, currency, zone from core.company").Scan(&c.Name, &c.Currency, &c.Zone)
	return c, err
}
