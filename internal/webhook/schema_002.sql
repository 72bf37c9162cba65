-- What waits for an endpoint, the earliest first: each is served by itself.
create index delivery_turn on webhook.delivery (endpoint, id) where state = 'waiting';
drop index webhook.delivery_due;
