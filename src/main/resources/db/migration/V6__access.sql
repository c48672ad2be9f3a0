-- Jobs of one owner, and clean-up by age.
create index job_owner_idx on job (owner, finished_at);
