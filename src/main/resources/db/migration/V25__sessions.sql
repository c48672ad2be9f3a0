-- Whose a paid call is: the caller, and for a seat of a session what stands before the slash in its name. The ledger outlives its
-- jobs, so it says so itself. Calls of an earlier version do not tell.
alter table provider_call add column owner varchar(100);
alter table provider_call add column owner_group varchar(100);
create index provider_call_owner_idx on provider_call (owner, started_at);
create index provider_call_group_idx on provider_call (owner_group);

-- A workshop session: who may join by its code, and what its host lays down for everybody in it. Null: nothing is laid down.
create table workshop_session (
  id uuid primary key,
  name varchar(200) not null,
  join_code varchar(6) not null unique,
  seats integer not null,
  starts_at timestamp(6) with time zone not null,
  ends_at timestamp(6) with time zone not null,
  ended_at timestamp(6) with time zone,
  -- When what was still queued at the end had been cancelled.
  closed_at timestamp(6) with time zone,
  paused boolean not null,
  model varchar(200),
  quality varchar(40),
  fallback boolean,
  budget_usd numeric(20, 10),
  seat_budget_usd numeric(20, 10),
  images_per_seat integer
);
create index workshop_session_closed_idx on workshop_session (closed_at, ends_at);

-- A seat that somebody took. Of its key only the SHA-256 is kept.
create table workshop_seat (
  session_id uuid not null references workshop_session (id) on delete cascade,
  number integer not null,
  name varchar(100),
  key_digest varchar(64) not null unique,
  joined_at timestamp(6) with time zone not null,
  muted boolean not null,
  primary key (session_id, number)
);

-- An image that was begun for a seat. It counts until it failed, also when its job is gone.
create table workshop_image (
  job_id uuid not null,
  item integer not null,
  session_id uuid not null references workshop_session (id) on delete cascade,
  seat integer not null,
  begun_at timestamp(6) with time zone not null,
  failed boolean not null,
  primary key (job_id, item)
);
create index workshop_image_seat_idx on workshop_image (session_id, seat, failed);
