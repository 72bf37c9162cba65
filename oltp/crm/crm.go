// Package crm owns the people and firms we sell to 客户: who they are, where they live, from which channel they
// came, whether they may buy.
//
// Always true: a code is one customer; a channel's own number for a buyer (external) is one customer; a customer
// merged into another (same_as) is archived and points to one that is not, so that whoever follows it once has
// arrived. Phone, e-mail and address are sealed in events under the customer's own key.
//
// Its events: crm.customer.create, .edit, .archive.
package crm

import (
	"embed"

	"hesuan/internal/resource"
)

// Files holds the room's schema and words.
//
//go:embed schema*.sql lang/*.json
var Files embed.FS

// Room is the customers' room.
type Room struct {
	Customers *resource.Def[Customer]
	Stranger  string // what the walk-in customer is called
}

// New declares the room.
func New() *Room { return &Room{Customers: customers(), Stranger: "散客"} }

// Defs are the room's tables in the order of the navigation.
func (r *Room) Defs() []resource.Any { return []resource.Any{r.Customers} }
