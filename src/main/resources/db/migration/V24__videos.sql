-- A video that is to be made, and the files that came of it. It is the job of the same identifier, as its callers see it: the two
-- change together, and go together. What its maker is told and how often that was tried is kept here too.
create table video_generation (
  job_id uuid primary key references job (id) on delete cascade,
  owner varchar(100) not null,
  maker varchar(10) not null,
  prompt varchar not null,
  aspect_ratio varchar(10) not null,
  number_of_videos integer not null,
  duration_seconds integer not null,
  person_generation varchar(20) not null,
  status varchar(12) not null,
  progress integer not null,
  message varchar not null,
  error varchar,
  model varchar(200),
  model_version varchar(200),
  processing_time double precision,
  generation_time double precision,
  download_time double precision,
  metadata varchar,
  s3_bucket varchar(100),
  order_attempts integer default 0 not null,
  order_error varchar,
  order_due_at timestamp(6) with time zone,
  ordered_at timestamp(6) with time zone,
  created_at timestamp(6) with time zone not null,
  updated_at timestamp(6) with time zone not null,
  completed_at timestamp(6) with time zone
);
create index video_generation_owner_idx on video_generation (owner, status, created_at, job_id);

create table video_file (
  id uuid primary key,
  job_id uuid not null references video_generation (job_id) on delete cascade,
  number integer not null,
  filename varchar not null,
  s3_key varchar(1024) not null,
  file_url varchar,
  file_path varchar,
  file_size bigint,
  format varchar(40) not null,
  duration_seconds numeric(12, 3),
  aspect_ratio varchar(40),
  width integer,
  height integer,
  remote_uri varchar,
  created_at timestamp(6) with time zone not null,
  unique (job_id, s3_key)
);

-- What came to the webhook, as it came, and what became of it. The key recognises an event that is sent again; what had no effect
-- and may have one later has none.
create table video_webhook (
  id uuid primary key,
  received_at timestamp(6) with time zone not null,
  event_key varchar(64) unique,
  webhook_id varchar(200),
  job_id varchar(200),
  status varchar(40),
  outcome varchar(20) not null,
  reason varchar,
  body varchar
);
create index video_webhook_received_idx on video_webhook (received_at, id);
