-- Lists of a million customers: the orders that headings offer, and what few rows have.
create index customer_by_name on crm.customer (name, id);
create index customer_by_phone on crm.customer (phone, id);
create index customer_walk_in on crm.customer (id) where walk_in;
create index customer_blocked on crm.customer (id) where blocked;
drop index crm.customer_phone;
