-- How people find documents: by how a number begins, or by its last digits; and how many wait in a state.
create index order_number_head on sales.order (number text_pattern_ops);
create index order_number_tail on sales.order (reverse(number) text_pattern_ops);
create index order_external_tail on sales.order (reverse(external) text_pattern_ops) where external <> '';
create index shipment_number_head on sales.shipment (number text_pattern_ops);
create index shipment_number_tail on sales.shipment (reverse(number) text_pattern_ops);
create index shipment_order_number_tail on sales.shipment (reverse(order_number) text_pattern_ops) where order_number <> '';
create index shipment_waybill_tail on sales.shipment (reverse(waybill) text_pattern_ops) where waybill <> '';
create index return_number_head on sales.return (number text_pattern_ops);
create index return_number_tail on sales.return (reverse(number) text_pattern_ops);
create index return_waiting on sales.return (state, id);
