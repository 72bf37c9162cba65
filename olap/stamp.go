package olap

import (
	"context"
	"slices"
)

// Stamp tells, by room, a number that changes whenever a table changes that the room's metrics are read from. It reads no data,
// only which parts the engine has, so it can be asked for every second.
func (w *Warehouse) Stamp(ctx context.Context) (map[string]uint64, error) {
	rows, err := w.DB.Query(ctx, `select table, sum(last) from (
			select table, partition_id, max(max_block_number) as last
			from system.parts where active and database = currentDatabase() group by table, partition_id
		) group by table`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	stamps := map[string]uint64{}
	for rows.Next() {
		var table string
		var last int64
		if err := rows.Scan(&table, &last); err != nil {
			return nil, err
		}
		for room, tables := range roomTables {
			if slices.Contains(tables, table) {
				stamps[room] += uint64(last)
			}
		}
	}
	return stamps, rows.Err()
}

// roomTables are the tables behind the metrics of each room, by Metric.Room.
var roomTables = map[string][]string{
	"sales": {"order_line", "shipment_line", "return_line", "sales_day", "sku_day", "customer_day", "shipment_day", "return_day",
		"forecast", "name"},
	"stock":      {"stock_move", "stock_day", "sku_day", "shipment_day", "shipment_line", "name"},
	"finance":    {"voucher_line", "account_day", "party_day", "payment", "name"},
	"purchasing": {"purchase_line", "receipt_line", "suggestion", "name"},
}
