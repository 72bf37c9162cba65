-- How people find documents: by how a number begins, or by its last digits; and how many wait in a state.
create index order_number_head on purchasing.order (number text_pattern_ops);
create index order_number_tail on purchasing.order (reverse(number) text_pattern_ops);
create index order_waiting on purchasing.order (state, id);
create index receipt_number_head on purchasing.receipt (number text_pattern_ops);
create index receipt_number_tail on purchasing.receipt (reverse(number) text_pattern_ops);
create index receipt_order_number_tail on purchasing.receipt (reverse(order_number) text_pattern_ops) where order_number <> '';
create index receipt_delivery_tail on purchasing.receipt (reverse(delivery) text_pattern_ops) where delivery <> '';
create index receipt_invoice_tail on purchasing.receipt (reverse(invoice) text_pattern_ops) where invoice <> '';
create index receipt_waiting on purchasing.receipt (state, id);
create index suggestion_number_head on purchasing.suggestion (number text_pattern_ops);
create index suggestion_number_tail on purchasing.suggestion (reverse(number) text_pattern_ops);
create index suggestion_waiting on purchasing.suggestion (state, id);
