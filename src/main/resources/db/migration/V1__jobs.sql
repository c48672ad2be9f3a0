-- One script for H2 (in PostgreSQL mode, lower-case names) and PostgreSQL.

-- What a job is. A row is written with its queue entry before the caller hears 202; every later change names the run
-- it belongs to, so that a run which was taken over changes nothing.
create table job (
  id uuid primary key,
  kind varchar(20) not null,
  state varchar(12) not null,
  verdict varchar(24),
  cancelled boolean not null,
  error varchar,
  filename varchar,
  callback_url varchar,
  owner varchar(100) not null,
  request varchar not null,
  input_payload uuid,
  result varchar,
  result_payload uuid,
  phase varchar(40),
  items_done integer not null,
  items_failed integer not null,
  items_total integer not null,
  fallbacks integer not null,
  model varchar(200),
  run integer not null,
  attempts integer not null,
  crashes integer not null,
  worked_ms bigint not null,
  created_at timestamp(6) with time zone not null,
  started_at timestamp(6) with time zone,
  finished_at timestamp(6) with time zone,
  expires_at timestamp(6) with time zone
);
create index job_state_idx on job (state, created_at);
create index job_finished_idx on job (kind, finished_at);

-- The images of a batch; later the steps of a workflow.
create table job_item (
  job_id uuid not null references job (id) on delete cascade,
  number integer not null,
  item_key varchar not null,
  target varchar not null,
  state varchar(12) not null,
  output_key varchar,
  error varchar,
  fallback boolean not null,
  primary key (job_id, number)
);
create index job_item_state_idx on job_item (job_id, state, number);

create table idempotency_key (
  owner varchar(100) not null,
  idempotency_key varchar(255) not null,
  fingerprint varchar(64) not null,
  job_id uuid not null references job (id) on delete cascade,
  created_at timestamp(6) with time zone not null,
  primary key (owner, idempotency_key)
);
create index idempotency_key_job_idx on idempotency_key (job_id);

-- The ledger: every call to a paid provider, written before it is made and again when its answer is known. It outlives
-- the job, because the bill does.
create table provider_call (
  id uuid primary key,
  job_id uuid not null,
  item integer not null,
  run integer not null,
  model varchar(200) not null,
  outcome varchar(20) not null,
  message varchar,
  retry_at timestamp(6) with time zone,
  request_id varchar(200),
  input_tokens bigint,
  output_tokens bigint,
  result_payload uuid,
  started_at timestamp(6) with time zone not null,
  finished_at timestamp(6) with time zone
);
create index provider_call_job_idx on provider_call (job_id, item, started_at);

-- Permits of OPENAI_IMAGES_PER_MINUTE: one row each, reserved ahead; the lock row makes all instances take turns.
create table provider_permit (
  job_id uuid not null,
  item integer not null,
  due_at timestamp(6) with time zone not null,
  used boolean not null
);
create index provider_permit_due_idx on provider_permit (due_at);
create index provider_permit_job_idx on provider_permit (job_id, item);
create table provider_permit_lock (
  id integer primary key
);
insert into provider_permit_lock (id) values (1);

-- The callback of a finished job. Its bytes are fixed with the verdict: head, then the payload in base64, then tail.
create table delivery (
  job_id uuid primary key references job (id) on delete cascade,
  url varchar not null,
  verdict varchar(24) not null,
  field_names varchar not null,
  body_head varchar not null,
  body_payload uuid,
  body_tail varchar not null,
  state varchar(12) not null,
  attempts integer not null,
  next_attempt_at timestamp(6) with time zone,
  last_error varchar,
  link_expires_at timestamp(6) with time zone,
  created_at timestamp(6) with time zone not null,
  finished_at timestamp(6) with time zone
);

create table delivery_attempt (
  job_id uuid not null references delivery (job_id) on delete cascade,
  attempt integer not null,
  attempted_at timestamp(6) with time zone not null,
  status integer,
  error varchar,
  duration_ms bigint not null,
  response_excerpt varchar,
  primary key (job_id, attempt)
);

-- Payloads, when they are kept in the database: rows of one mebibyte, readable once the head row is there.
create table payload (
  id uuid primary key,
  length bigint not null,
  created_at timestamp(6) with time zone not null
);
create table payload_chunk (
  payload_id uuid not null,
  number integer not null,
  created_at timestamp(6) with time zone not null,
  bytes bytea not null,
  primary key (payload_id, number)
);

-- What the demo's inbox received.
create table inbox_callback (
  id uuid primary key,
  inbox varchar(100) not null,
  received_at timestamp(6) with time zone not null,
  headers varchar not null,
  body varchar not null,
  image_payload uuid
);
create index inbox_callback_idx on inbox_callback (inbox, received_at);

-- db-scheduler's tables, one for each queue.
create table job_queue (
  task_name varchar(100) not null,
  task_instance varchar(100) not null,
  task_data bytea,
  execution_time timestamp(6) with time zone not null,
  picked boolean not null,
  picked_by varchar(50),
  last_success timestamp(6) with time zone,
  last_failure timestamp(6) with time zone,
  consecutive_failures integer,
  last_heartbeat timestamp(6) with time zone,
  version bigint not null,
  priority smallint,
  primary key (task_name, task_instance)
);
create index job_queue_time_idx on job_queue (execution_time);

create table delivery_queue (
  task_name varchar(100) not null,
  task_instance varchar(100) not null,
  task_data bytea,
  execution_time timestamp(6) with time zone not null,
  picked boolean not null,
  picked_by varchar(50),
  last_success timestamp(6) with time zone,
  last_failure timestamp(6) with time zone,
  consecutive_failures integer,
  last_heartbeat timestamp(6) with time zone,
  version bigint not null,
  priority smallint,
  primary key (task_name, task_instance)
);
create index delivery_queue_time_idx on delivery_queue (execution_time);
