-- Which job a received callback is of, if its body names one, and whose that job is: who else may not see it. Callbacks that
-- earlier versions received are of nobody.
alter table inbox_callback add column job_id uuid;
alter table inbox_callback add column owner varchar(100);
create index inbox_callback_job_idx on inbox_callback (job_id);

-- Since when a session is being removed. What is broken off goes on after a restart.
alter table workshop_session add column removed_at timestamp(6) with time zone;

-- A job of a session that was removed, and the prefixes of what it may have in the output bucket, one in each line. What
-- arrives late, from a run or a callback that was under way, is removed after it.
create table workshop_removed_job (
  job_id uuid primary key,
  prefixes text not null,
  removed_at timestamp(6) with time zone not null,
  due_at timestamp(6) with time zone not null
);
create index workshop_removed_job_due_idx on workshop_removed_job (due_at);
