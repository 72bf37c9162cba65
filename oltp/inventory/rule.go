package inventory

import "hesuan/internal/check"

// Rules are what is always true of stock.
func (r *Room) Rules() []check.Rule {
	return []check.Rule{
		{Name: "inventory.on_hand_is_moves", SQL: `
			with moved as (
				select sku, place, sum(qty) as qty, sum(value) as value from (
					select sku, to_place as place, qty, value from inventory.posting_line
					union all select sku, from_place, -qty, -value from inventory.posting_line
				) m where place in (select id from inventory.warehouse) group by sku, place
			)
			select coalesce(s.sku, m.sku) as sku, coalesce(s.warehouse, m.place) as warehouse, s.on_hand, m.qty as moved, s.value, m.value as moved_value
			from inventory.stock s full join moved m on m.sku = s.sku and m.place = s.warehouse
			where coalesce(s.on_hand, 0) <> coalesce(m.qty, 0) or coalesce(s.value, 0) <> coalesce(m.value, 0) order by 1, 2`},
		{Name: "inventory.reserved_is_reservations", SQL: `
			with held as (select sku, warehouse, sum(qty) as qty from inventory.reservation group by sku, warehouse)
			select coalesce(s.sku, h.sku) as sku, coalesce(s.warehouse, h.warehouse) as warehouse, s.reserved, h.qty as held
			from inventory.stock s full join held h on h.sku = s.sku and h.warehouse = s.warehouse
			where coalesce(s.reserved, 0) <> coalesce(h.qty, 0) order by 1, 2`},
		{Name: "inventory.nothing_oversold", SQL: `
			select sku, warehouse, on_hand, reserved from inventory.stock where on_hand < reserved or reserved < 0 order by 1, 2`},
		{Name: "inventory.no_value_without_goods", SQL: `
			select sku, warehouse, on_hand, value from inventory.stock where on_hand = 0 and value <> 0 or value < 0 order by 1, 2`},
	}
}
