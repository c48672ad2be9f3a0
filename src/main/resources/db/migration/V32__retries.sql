-- Whether a job tries another one again and may have something from it. Most do not, and then nobody looks.
-- Where it is not said, one looks: an instance of the version before still takes jobs and does not say it.
alter table job add column retries boolean default true not null;
