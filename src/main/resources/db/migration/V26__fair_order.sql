-- The next permit goes to the caller who was served least. What waits for one is a row that is not granted: due_at is when it was
-- told to come, and owner, submitted_at and following (how many images of the same batch come after it) say when its turn is.
-- What an instance of an earlier version reserves counts as granted.
alter table provider_permit add column owner varchar(100);
alter table provider_permit add column submitted_at timestamp(6) with time zone;
alter table provider_permit add column following integer default 0 not null;
alter table provider_permit add column granted boolean default true not null;
create index provider_permit_waiting_idx on provider_permit (granted, due_at);

-- Jobs are picked by their turn, then by time.
create index job_queue_turn_idx on job_queue (priority desc, execution_time);
create index batch_job_queue_turn_idx on batch_job_queue (priority desc, execution_time);
update job_queue set priority = 0 where priority is null;
update batch_job_queue set priority = 0 where priority is null;
