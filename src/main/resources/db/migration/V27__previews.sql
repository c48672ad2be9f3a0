-- The last preview that a provider sent of a call under way.
create table preview (
  job_id uuid not null references job (id) on delete cascade,
  item integer not null,
  number integer not null,
  payload uuid not null,
  primary key (job_id, item)
);
