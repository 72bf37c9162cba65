-- Lists of a million orders by amounts that few of them have, so that an order without them costs nothing more.
create index order_paid on sales.order (paid, id) where paid > 0;
create index order_refunded on sales.order (refunded, id) where refunded > 0;
create index order_discount on sales.order (discount, id) where discount > 0;
create index order_freight on sales.order (freight, id) where freight > 0;
create index order_tax on sales.order (tax, id) where tax > 0;
create index order_quoted on sales.order (quoted, id) where quoted > 0;
