-- Finished jobs by the end of their time. Without it, each clean-up read all jobs.
create index job_expires_idx on job (expires_at);

-- The calls of a day by when they began: what began some minutes ago is added up once, not before each call.
create index provider_call_spent_idx on provider_call (billing_day, started_at);
drop index provider_call_day_idx;
