-- Until when a job that was put back waits before it is tried again; says something while it is queued and has a phase.
alter table job add column waits_until timestamp(6) with time zone;
