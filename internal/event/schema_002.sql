-- What an event caused: the timeline of a document asks for it.
create index event_cause on core.event (cause) where cause is not null;
