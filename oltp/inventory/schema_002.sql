-- How people find documents: by how a number begins, or by its last digits; and how many wait in a state.
create index posting_number_head on inventory.posting (number text_pattern_ops);
create index posting_number_tail on inventory.posting (reverse(number) text_pattern_ops);
create index posting_source_number_tail on inventory.posting (reverse(source_number) text_pattern_ops) where source_number <> '';
create index adjustment_number_head on inventory.adjustment (number text_pattern_ops);
create index adjustment_number_tail on inventory.adjustment (reverse(number) text_pattern_ops);
create index adjustment_waiting on inventory.adjustment (state, id);
create index alert_number_head on inventory.alert (number text_pattern_ops);
create index alert_number_tail on inventory.alert (reverse(number) text_pattern_ops);
create index alert_waiting on inventory.alert (state, id);
