-- Dead letters are looked for by host, in its one spelling. Attempts are numbered on over re-deliveries; those before
-- the last one are earlier attempts, so that a re-delivery has a whole series of attempts of its own.
alter table delivery add column host varchar default '' not null;
alter table delivery add column earlier_attempts integer default 0 not null;
update delivery set host = lower(replace(replace(
  regexp_replace(url, '^[A-Za-z]+://(\[[0-9A-Fa-f:.]+\]|[^/:?#]*).*$', '\1'), '[', ''), ']', ''));
create index delivery_state_idx on delivery (state, finished_at, job_id);
