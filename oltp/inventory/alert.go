package inventory

import (
	"context"

	"hesuan/internal/fixed"
	"hesuan/internal/flow"
	"hesuan/internal/id"
	"hesuan/internal/pg"
	"hesuan/internal/ref"
	"hesuan/internal/resource"
)

// Alert tells that free stock fell below its threshold 库存预警. One is open for a SKU in a
// warehouse at a time; it closes by itself when the stock has recovered (INV-03).
type Alert struct {
	resource.Doc[ref.Alert]
	SKU       ref.SKU       `json:"sku"`
	Warehouse ref.Warehouse `json:"warehouse"`
	Low       fixed.Qty     `json:"low"`
	Free      fixed.Qty     `json:"free"` // when the alert was raised
}

func alerts() *flow.Flow[Alert] {
	def := resource.Define(resource.Def[Alert]{Meta: resource.Meta{
		Name: "inventory.alert", Icon: "alert-triangle", Title: []string{"number"}, Sort: "-at", Prefix: "AL",
		Bounds: []resource.Bound{resource.By("warehouse", "warehouse")},
		Fields: resource.Fields{
			resource.Text("number", 40).Find().RO(), resource.Choice("state", "open", "seen", "recovered").Col().RO(),
			resource.Link("sku", "catalog.sku").Col().RO(), resource.Link("warehouse", "inventory.warehouse").Col().RO(),
			resource.Quantity("free").Col().RO(), resource.Quantity("low").Col().RO(), resource.Instant("at").Col().RO(),
		},
	}})
	return flow.Define(def, flow.Plan[Alert]{
		States: []resource.State{{Name: "open", Tone: "wait"}, {Name: "seen", Tone: "go"}, {Name: "recovered", Tone: "done"}},
		Steps: []flow.Step[Alert]{
			{StepInfo: resource.StepInfo{Name: "raise", From: []string{""}, To: []string{"open"}, Private: true}},
			{StepInfo: resource.StepInfo{Name: "acknowledge", From: []string{"open"}, To: []string{"seen"}, Icon: "eye", Main: true}},
			{StepInfo: resource.StepInfo{Name: "recover", From: []string{"open", "seen"}, To: []string{"recovered"}, Private: true}},
		},
	})
}

// Watch raises alerts for stock below its threshold and closes those that recovered. A job
// calls it every few seconds; two at once raise nothing twice, by the open alert's unique index.
func (r *Room) Watch(ctx context.Context, tx *pg.Tx) (raised, recovered int, err error) {
	low, err := watched(ctx, tx, `select t.sku, t.warehouse, t.low, coalesce(s.on_hand - s.reserved, 0), t.id
		from inventory.threshold t left join inventory.stock s using (sku, warehouse)
		where not t.archived and coalesce(s.on_hand - s.reserved, 0) < t.low
		and not exists (select from inventory.alert a where a.sku = t.sku and a.warehouse = t.warehouse and a.state in ('open', 'seen'))`)
	if err != nil {
		return 0, 0, err
	}
	for _, w := range low {
		alert := &Alert{SKU: w.sku, Warehouse: w.warehouse, Low: w.low, Free: w.free}
		if err := r.Alerts.Begin(ctx, tx, "raise", alert); err != nil {
			return raised, 0, err
		}
		raised++
	}
	well, err := watched(ctx, tx, `select a.sku, a.warehouse, a.low, a.free, a.id from inventory.alert a
		left join inventory.threshold t on t.sku = a.sku and t.warehouse = a.warehouse and not t.archived
		left join inventory.stock s on s.sku = a.sku and s.warehouse = a.warehouse
		where a.state in ('open', 'seen') and (t.id is null or coalesce(s.on_hand - s.reserved, 0) >= t.low)`)
	for _, w := range well {
		if _, err := r.Alerts.Go(ctx, tx, w.id, "recover", nil); err != nil {
			return raised, recovered, err
		}
		recovered++
	}
	return raised, recovered, err
}

type watch struct {
	sku       ref.SKU
	warehouse ref.Warehouse
	low, free fixed.Qty
	id        id.ID
}

func watched(ctx context.Context, tx *pg.Tx, sql string) ([]watch, error) {
	found, err := tx.Query(ctx, sql)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	var all []watch
	for found.Next() {
		var w watch
		if err := found.Scan(&w.sku, &w.warehouse, &w.low, &w.free, &w.id); err != nil {
			return nil, err
		}
		all = append(all, w)
	}
	return all, found.Err()
}
