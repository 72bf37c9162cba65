package olap_test

import "hesuan/internal/id"

// sample is a small business: bought, sold, returned, paid.
func (h *house) sample() {
	h.channel, h.warehouse, h.sku, h.category = id.New[any](), id.New[any](), id.New[any](), id.New[any]()
	h.customer, h.supplier = id.New[any](), id.New[any]()
	supplierPlace, customerPlace := id.New[any](), id.New[any]()
	purchase, shipment, payable, sales := id.New[any](), id.New[any](), id.New[any](), id.New[any]()
	goods := func(more object) object {
		line := object{"no": 1, "sku": h.sku, "category": h.category}
		for k, v := range more {
			line[k] = v
		}
		return line
	}
	h.apply(
		h.record("inventory.warehouse", h.warehouse, 1, "", nil, object{"code": "WH", "name": "武汉仓"}),
		h.record("catalog.sku", h.sku, 1, "", nil, object{"code": "TEA", "name": "绿茶"}),
		h.record("purchasing.order", purchase, 2, "2026-01-20", nil, object{"number": "PO1", "state": "receiving", "supplier": h.supplier,
			"warehouse": h.warehouse, "currency": "CNY", "exchange": "1",
			"lines": []object{goods(object{"qty": "10", "price": "11.3", "amount": "113", "net": "100", "received": "8", "due": "2026-02-01"})}}),
		h.record("purchasing.receipt", id.New[any](), 1, "2026-01-30", nil, object{"number": "GR1", "state": "posted", "purchase": purchase,
			"supplier": h.supplier, "warehouse": h.warehouse, "lines": []object{goods(object{"qty": "8", "cost": "80", "vat": "10.4"})}}),
		h.record("inventory.posting", id.New[any](), 1, "2026-01-30", nil, object{"number": "M1", "kind": "receipt", "source_type": "purchasing.receipt",
			"lines": []object{goods(object{"from_place": supplierPlace, "to_place": h.warehouse, "qty": "8", "value": "80"})}}),
		h.record("inventory.posting", id.New[any](), 1, "2026-02-10", nil, object{"number": "M2", "kind": "shipment", "source_type": "sales.shipment",
			"source": shipment, "lines": []object{goods(object{"from_place": h.warehouse, "to_place": customerPlace, "qty": "3", "value": "30"})}}),
		h.record("sales.shipment", shipment, 1, "2026-02-10", nil, object{"number": "SH1", "state": "posted", "channel": h.channel,
			"customer": h.customer, "warehouse": h.warehouse, "region": "湖北", "freight": "6", "freight_vat": "0.54",
			"lines": []object{goods(object{"qty": "3", "cost": "30", "net": "54", "vat": "7.02"})}}),
		h.record("sales.return", id.New[any](), 3, "2026-02-20", nil, object{"number": "RT1", "state": "refunded", "kind": "return",
			"channel": h.channel, "customer": h.customer, "warehouse": h.warehouse, "region": "湖北",
			"lines": []object{goods(object{"qty": "1", "accepted": "1", "defective": "0", "amount": "20.34", "vat": "2.34", "cost": "10"})}}),
		h.record("finance.voucher", sales, 1, "2026-02-10", nil, object{"number": "V1", "period": 202602, "lines": []object{
			{"no": 1, "code": "1122", "debit": "67.56", "credit": "0", "customer": h.customer, "channel": h.channel},
			{"no": 2, "code": "6001", "debit": "0", "credit": "60", "channel": h.channel},
			{"no": 3, "code": "222101", "debit": "0", "credit": "7.56"},
			{"no": 4, "code": "6401", "debit": "30", "credit": "0"}, {"no": 5, "code": "1405", "debit": "0", "credit": "30"}}}),
		h.record("finance.voucher", payable, 1, "2026-01-30", nil, object{"number": "V2", "period": 202601, "lines": []object{
			{"no": 1, "code": "1405", "debit": "80", "credit": "0"}, {"no": 2, "code": "220202", "debit": "0", "credit": "80", "supplier": h.supplier}}}),
		h.record("finance.payment", id.New[any](), 1, "2026-02-11", nil, object{"number": "P1", "kind": "receive", "customer": h.customer,
			"channel": h.channel, "amount": "67.56"}),
		h.record("purchasing.suggestion", id.New[any](), 1, "2026-02-11", nil, object{"number": "S1", "state": "open", "sku": h.sku,
			"warehouse": h.warehouse, "supplier": h.supplier, "qty": "40", "risk": "500", "latest": "2026-02-15"}),
	)
}
