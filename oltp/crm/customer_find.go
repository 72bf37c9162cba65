package crm

import (
	"context"
	"regexp"

	"hesuan/internal/fault"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

// Get reads a customer; one that was merged answers with the customer it was merged into.
func (r *Room) Get(ctx context.Context, tx *pg.Tx, key ref.Customer) (*Customer, error) {
	c, err := r.Customers.Get(ctx, tx, id.ID(key))
	if err == nil && !c.SameAs.IsZero() {
		c, err = r.Customers.Get(ctx, tx, id.ID(c.SameAs))
	}
	return c, err
}

// MayBuy is the customer who orders, or a fault for one who is blocked, archived or does not exist (ORD-10).
func (r *Room) MayBuy(ctx context.Context, tx *pg.Tx, key ref.Customer) (*Customer, error) {
	c, err := r.Get(ctx, tx, key)
	if err == nil && (c.Blocked || c.Archived) {
		err = fault.New(fault.Conflict, "crm.customer.is_blocked", fault.Args{"name": c.Name}).At("customer")
	}
	return c, err
}

// ByPhoneTail finds customers by the last digits of their phone, the newest first.
func (r *Room) ByPhoneTail(ctx context.Context, tx *pg.Tx, tail string, limit int) ([]*Customer, error) {
	return r.Customers.SelectSeen(ctx, tx, "where reverse(t.phone) like reverse($1) || '%' and not t.archived order by t.id desc limit $2",
		Phone(tail), limit)
}

var mobile = regexp.MustCompile(`^1[3-9]\d{9}$`)

// Ensure finds the customer whom an order from a channel names, or makes one: by the channel's number for the buyer,
// else by a full mobile phone, which makes the same person on two channels one customer. Two orders at once make one. By phone
// only those are found whom the actor may see.
func (r *Room) Ensure(ctx context.Context, tx *pg.Tx, seen Customer) (*Customer, error) {
	seen.Phone = Phone(seen.Phone)
	for _, lock := range []string{seen.Channel.String() + seen.External, seen.Phone} {
		if _, err := tx.Exec(ctx, "select pg_advisory_xact_lock(hashtextextended('crm.customer ' || $1, 0))", lock); err != nil {
			return nil, err
		}
	}
	known, err := r.Customers.Select(ctx, tx, "where t.channel is not distinct from $1 and t.external = $2 and $2 <> '' limit 1", seen.Channel, seen.External)
	if err != nil {
		return nil, err
	}
	if len(known) > 0 {
		return r.Get(ctx, tx, known[0].ID)
	}
	if mobile.MatchString(seen.Phone) {
		known, err = r.Customers.SelectSeen(ctx, tx, "where t.phone = $1 and t.same_as is null and not t.archived order by t.id limit 1", seen.Phone)
		if err != nil {
			return nil, err
		}
	}
	return r.admit(ctx, tx, seen, known)
}

// admit makes the customer that was seen: a merged one when the person is known from elsewhere.
func (r *Room) admit(ctx context.Context, tx *pg.Tx, seen Customer, known []*Customer) (*Customer, error) {
	if len(known) > 0 && seen.External == "" {
		return known[0], nil
	}
	if seen.ID.IsZero() {
		seen.ID = ref.Customer(id.New[any]())
	}
	if seen.Code == "" {
		seen.Code = "C" + seen.ID.String()
	}
	if seen.Level == "" {
		seen.Level = "normal"
	}
	if len(known) > 0 {
		seen.SameAs = known[0].ID
	}
	if err := r.Customers.Insert(ctx, tx, &seen, "create"); err != nil || len(known) == 0 {
		return &seen, err
	}
	return known[0], nil
}

// WalkInID is the customer whom orders without one go to; WalkIn makes it at first use.
var WalkInID = id.Derive[any]("crm.customer", "walk-in")

// WalkIn gives the walk-in customer 散客.
func (r *Room) WalkIn(ctx context.Context, tx *pg.Tx) (ref.Customer, error) {
	if _, err := tx.Exec(ctx, "select pg_advisory_xact_lock(hashtextextended('crm.customer walk-in', 0))"); err != nil {
		return ref.Customer{}, err
	}
	var there bool
	err := tx.QueryRow(ctx, "select exists (select from crm.customer where id = $1)", WalkInID).Scan(&there)
	if err == nil && !there {
		walkIn := &Customer{Code: "WALK-IN", Name: r.Stranger, Level: "normal", WalkIn: true}
		walkIn.ID = ref.Customer(WalkInID)
		err = r.Customers.Insert(ctx, tx, walkIn, "create")
	}
	return ref.Customer(WalkInID), err
}

// Backfill writes customers by COPY, each with the event that creating it would have written.
func (r *Room) Backfill(ctx context.Context, tx *pg.Tx, customers []*Customer) error {
	lives := make([][]resource.Told[Customer], len(customers))
	for i, c := range customers {
		c.Phone, c.Tags = Phone(c.Phone), tags(c.Tags)
		lives[i] = []resource.Told[Customer]{{Step: "create", Row: c}}
	}
	return r.Customers.Backfill(ctx, tx, lives...)
}
