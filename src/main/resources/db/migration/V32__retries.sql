-- Whether a job tries another one again and may have something from it. Most do not, and then nobody looks.
alter table job add column retries boolean default false not null;
update job set retries = true where id in (select retried_as from job where retried_as is not null);
