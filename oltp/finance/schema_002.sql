-- How people find documents: by how a number begins, or by its last digits; and how many wait in a state.
create index payment_number_head on finance.payment (number text_pattern_ops);
create index payment_number_tail on finance.payment (reverse(number) text_pattern_ops);
create index payment_external_tail on finance.payment (reverse(external) text_pattern_ops) where external <> '';
create index payment_source_number_tail on finance.payment (reverse(source_number) text_pattern_ops) where source_number <> '';
create index payment_waiting on finance.payment (state, id);
create index voucher_number_head on finance.voucher (number text_pattern_ops);
create index voucher_number_tail on finance.voucher (reverse(number) text_pattern_ops);
create index voucher_source_number_tail on finance.voucher (reverse(source_number) text_pattern_ops) where source_number <> '';
