-- How late an inbox answers: a receiver that is slow, for whoever wants to see what the service does then.
alter table inbox_behaviour add column delay_seconds integer default 0 not null;
