-- Calls that a provider works on for minutes. A row is written before the order goes out, so that a webhook finds the
-- submission whose answer was lost; what the provider named is in it once it answered, so that nothing is bought twice.
create table remote_call (
  id uuid primary key,
  job_id uuid not null references job (id) on delete cascade,
  item integer not null,
  run integer not null,
  call_id uuid,
  provider varchar(40) not null,
  model varchar(200) not null,
  state varchar(12) not null,
  tells boolean not null,
  request_id varchar(200),
  status_url varchar,
  response_url varchar,
  cancel_url varchar,
  created_at timestamp(6) with time zone not null,
  next_look_at timestamp(6) with time zone not null,
  deadline timestamp(6) with time zone not null,
  looks integer default 0 not null,
  told_at timestamp(6) with time zone,
  queue_position integer,
  percent integer,
  payload uuid,
  mime_type varchar(40),
  length bigint,
  error varchar
);
create index remote_call_job_idx on remote_call (job_id, item);
create unique index remote_call_request_idx on remote_call (provider, request_id);
