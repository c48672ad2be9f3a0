-- Which trace and which request asked for a job, so that its log lines, its provider calls and its callback say so days
-- later and on another instance. Jobs of an earlier version have none.
alter table job add column trace_parent varchar(55);
alter table job add column trace_state varchar(512);
alter table job add column request_id varchar(64);
