-- Batches that have their verdict and whose manifest the bucket has not.
create table due_manifest (
  job_id uuid primary key references job (id) on delete cascade,
  due_at timestamp(6) with time zone not null,
  given_up_at timestamp(6) with time zone not null
);
