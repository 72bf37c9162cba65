-- How many orders wait in a state, and what they come to, is read from the index alone.
drop index sales.order_state;
create index order_state on sales.order (state, at) include (id, total, paid);
