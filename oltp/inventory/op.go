package inventory

import (
	"context"
	"strings"

	"hesuan/internal/fault"
	"hesuan/internal/fixed"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
	"hesuan/internal/web"
)

// Ops give programs what is there of every SKU in every warehouse that they may see.
func (r *Room) Ops() []web.Op {
	return []web.Op{{Path: "/inventory/stock", Name: "inventory.stock", Right: "inventory.posting.view", Answer: stockAnswer{}, Run: r.stockOp,
		Query: resource.Fields{resource.Link("sku", "catalog.sku"), resource.Link("warehouse", "inventory.warehouse"), resource.Text("after", 80),
			resource.Int("limit")}}}
}

type (
	stockAnswer struct {
		Items []stockItem `json:"items"`
		Next  *string     `json:"next"`
	}
	stockItem struct {
		Level
		Free fixed.Qty `json:"free"`
	}
)

// stockQuery asks for levels in the order of SKU and warehouse; zero identifiers are no limit.
type stockQuery struct {
	sku       ref.SKU
	warehouse ref.Warehouse
	own       []id.ID // the warehouses that the actor may see; nil is all
	after     key
	limit     int
}

func (r *Room) stockOp(ctx context.Context, tx *pg.Tx, c *web.OpCall) (any, error) {
	q := stockQuery{limit: c.Limit() + 1}
	sku, _ := id.Parse[any](c.Query.Get("sku")) // looked at already: an identifier or nothing
	warehouse, _ := id.Parse[any](c.Query.Get("warehouse"))
	q.sku, q.warehouse = ref.SKU(sku), ref.Warehouse(warehouse)
	q.own, _ = tx.Actor.Scope.Limits("warehouse")
	if text := c.Query.Get("after"); text != "" {
		first, second, _ := strings.Cut(text, ".")
		sku, err := id.Parse[any](first)
		warehouse, err2 := id.Parse[any](second)
		if err != nil || err2 != nil {
			return nil, fault.New(fault.NotFound, "core.query.cursor", nil).At("after")
		}
		q.after = key{ref.SKU(sku), ref.Warehouse(warehouse)}
	}
	levels, err := r.stock(ctx, tx, q)
	answer := stockAnswer{Items: []stockItem{}}
	for i, l := range levels {
		if i == q.limit-1 {
			last := answer.Items[i-1]
			next := last.SKU.String() + "." + last.Warehouse.String()
			answer.Next = &next
			break
		}
		answer.Items = append(answer.Items, stockItem{l, l.Free()})
	}
	return answer, err
}

// stock reads a page of levels.
func (r *Room) stock(ctx context.Context, tx *pg.Tx, q stockQuery) ([]Level, error) {
	found, err := tx.Query(ctx, `select sku, warehouse, on_hand, reserved, value from inventory.stock
		where ($1::uuid is null or sku = $1) and ($2::uuid is null or warehouse = $2) and ($3::uuid[] is null or warehouse = any($3))
			and ($4::uuid is null or (sku, warehouse) > ($4, $5)) order by sku, warehouse limit $6`,
		q.sku, q.warehouse, q.own, q.after.sku, q.after.warehouse, q.limit)
	if err != nil {
		return nil, err
	}
	return levelsOf(found)
}
