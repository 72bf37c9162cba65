-- Lists of a million orders: by what they come to; and the few that wait for somebody to decide.
create index order_total on sales.order (total, id);
create index order_exception on sales.order (at, id) where exception <> '';
create index order_channel on sales.order (channel, at, id);
