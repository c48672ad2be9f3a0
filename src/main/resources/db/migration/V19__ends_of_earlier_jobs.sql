-- Jobs that finished before there was a log have their end in it, so that who follows one is told that nothing comes.
insert into job_event (job_id, owner, type, at, data, last_so_far)
select id, owner, 'done', coalesce(finished_at, created_at), '{"state":"finished","verdict":"' || coalesce(verdict, 'failed') || '"}',
  not exists (select 1 from delivery where delivery.job_id = job.id and delivery.state = 'pending')
from job
where state = 'finished' and not exists (select 1 from job_event where job_event.job_id = job.id and job_event.type = 'done')
order by finished_at;
