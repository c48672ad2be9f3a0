-- An item of a job is an image of a batch or a step of a workflow; these are a step's: how far it is in percent, how often it was
-- tried, when, what it made (JSON), and a payload that it keeps, or has from another job and must copy before it begins.
alter table job_item add column progress integer default 0 not null;
alter table job_item add column attempt integer default 0 not null;
alter table job_item add column started_at timestamp(6) with time zone;
alter table job_item add column finished_at timestamp(6) with time zone;
alter table job_item add column result varchar;
alter table job_item add column payload uuid;
create index job_item_payload_idx on job_item (payload);

-- What the image-to-video workflow knows of its jobs beside what every job has: the project that a run is of, and the runs that
-- one request started, in their order.
create table workflow_run (
  job_id uuid primary key references job (id) on delete cascade,
  owner varchar(100) not null,
  project_id varchar(200),
  request_id uuid not null,
  place integer not null,
  created_at timestamp(6) with time zone not null
);
create index workflow_run_owner_idx on workflow_run (owner, created_at);
create index workflow_run_request_idx on workflow_run (request_id, place);
