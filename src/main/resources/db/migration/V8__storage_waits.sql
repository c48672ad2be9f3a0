-- What object storage keeps a job (item 0) or an image of a batch waiting for. A picture that was paid for, or made here, is named
-- until it is stored, and when it cannot be stored until its job goes. Without a picture something is to be read.
create table storage_wait (
  job_id uuid not null references job (id) on delete cascade,
  item integer not null,
  picture_payload uuid,
  fallback boolean not null,
  tries integer not null,
  failed_at timestamp(6) with time zone not null,
  due_at timestamp(6) with time zone not null,
  primary key (job_id, item)
);
create index storage_wait_picture_idx on storage_wait (picture_payload);
