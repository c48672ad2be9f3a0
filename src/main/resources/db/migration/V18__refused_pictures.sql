-- Why a picture that waits for the store is tried no more (refused, overdue), and what the store said last. A batch whose
-- pictures are refused buys no more.
alter table storage_wait add column given_up varchar(10);
alter table storage_wait add column failure varchar;
update storage_wait set given_up = 'overdue' where picture_payload is not null and exists (
    select 1 from job_item where job_item.job_id = storage_wait.job_id and job_item.number = storage_wait.item
      and job_item.state = 'failed');
