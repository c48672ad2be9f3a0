-- Batches have a queue of their own, so that they take no places of single jobs. What waits moves over; what is being run by an
-- instance of the version before stays where that instance looks for it, and is run from there to its end.
create table batch_job_queue (
  task_name varchar(100) not null,
  task_instance varchar(100) not null,
  task_data bytea,
  execution_time timestamp(6) with time zone not null,
  picked boolean not null,
  picked_by varchar(50),
  last_success timestamp(6) with time zone,
  last_failure timestamp(6) with time zone,
  consecutive_failures integer,
  last_heartbeat timestamp(6) with time zone,
  version bigint not null,
  priority smallint,
  primary key (task_name, task_instance)
);
create index batch_job_queue_time_idx on batch_job_queue (execution_time);
insert into batch_job_queue (task_name, task_instance, task_data, execution_time, picked, consecutive_failures, version, priority)
  select 'batch_job', task_instance, task_data, execution_time, false, consecutive_failures, version, priority
  from job_queue where task_name = 'job' and picked = false
    and task_instance in (select cast(id as varchar) from job where kind = 'batch');
delete from job_queue where task_name = 'job' and picked = false
  and task_instance in (select cast(id as varchar) from job where kind = 'batch');
