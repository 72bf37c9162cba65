package catalog

import (
	"context"

	"hesuan/internal/fault"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

// Category is a node of the category tree 类目.
type Category struct {
	resource.Base[ref.Category]
	resource.Searchable
	Code   string       `json:"code"`
	Name   string       `json:"name"`
	Parent ref.Category `json:"parent"` // zero at the top
}

func (r *Room) categories() *resource.Def[Category] {
	return resource.Define(resource.Def[Category]{
		Meta: resource.Meta{
			Name: "catalog.category", Icon: "hierarchy-2", Title: []string{"name"}, Sort: "code",
			Fields: resource.Fields{
				resource.Text("code", 40).Key(),
				resource.Text("name", 100).Req().Find().Col(),
				resource.Link("parent", "catalog.category").Col(),
			},
		},
		Before: plantCategory,
	})
}

// plantCategory refuses a parent that lies below the category itself. Moves of nodes wait for each other, or two at
// once could close a circle that neither sees.
func plantCategory(ctx context.Context, tx *pg.Tx, c, old *Category) error {
	if c.Parent.IsZero() || old == nil || c.Parent == old.Parent {
		return nil
	}
	if _, err := tx.Exec(ctx, "lock table catalog.category in share row exclusive mode"); err != nil {
		return err
	}
	var below bool
	err := tx.QueryRow(ctx, `
		with recursive up (id, parent) as (
			select id, parent from catalog.category where id = $1
			union select c.id, c.parent from catalog.category c join up on c.id = up.parent
		) select exists (select from up where id = $2)`, c.Parent, c.ID).Scan(&below)
	if err == nil && below {
		err = fault.New(fault.Invalid, "catalog.category.circle", fault.Args{"name": c.Name}).At("parent")
	}
	return err
}
