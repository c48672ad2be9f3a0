-- The job that tried this one again, which is not tried twice; and until when the input of a finished job is kept.
alter table job add column retried_as uuid;
alter table job add column input_until timestamp(6) with time zone;
create index job_input_idx on job (input_until);

-- What a job that tries another again takes over from it: a picture in the output bucket, or a payload that was bought. It waits
-- here until the run that uses it has made a copy of its own. Item 0 is the job itself.
create table taken_result (
  job_id uuid not null references job (id) on delete cascade,
  item integer not null,
  object_key varchar,
  payload uuid,
  fallback_reason varchar,
  primary key (job_id, item)
);
