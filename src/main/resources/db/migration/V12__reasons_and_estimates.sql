-- Why the local fallback made a picture, in one word (a batch may have several, separated by commas). Before this, a billing limit
-- in the ledger told OpenAI's refusal from the budget of the day.
alter table job add column fallback_reason varchar(200);
alter table job_item add column fallback_reason varchar(40);
alter table storage_wait add column fallback_reason varchar(40);
alter table delivery add column fallback_reason varchar(200);
update job_item set fallback_reason = case when exists (
    select 1 from provider_call where provider_call.job_id = job_item.job_id and provider_call.item = job_item.number
      and provider_call.outcome = 'BILLING_LIMIT') then 'openai_billing_limit' else 'daily_budget' end
  where fallback = true;
update storage_wait set fallback_reason = case when exists (
    select 1 from provider_call where provider_call.job_id = storage_wait.job_id and provider_call.item = storage_wait.item
      and provider_call.outcome = 'BILLING_LIMIT') then 'openai_billing_limit' else 'daily_budget' end
  where fallback = true;
update job set fallback_reason = case when exists (
    select 1 from provider_call where provider_call.job_id = job.id and provider_call.outcome = 'BILLING_LIMIT')
    then 'openai_billing_limit' else 'daily_budget' end
  where fallbacks > 0 and kind <> 'batch';
update job set fallback_reason = 'daily_budget' where fallbacks > 0 and kind = 'batch' and state = 'finished'
  and exists (select 1 from job_item where job_item.job_id = job.id and job_item.fallback_reason = 'daily_budget');
update job set fallback_reason = case when fallback_reason is null then 'openai_billing_limit'
    else 'daily_budget, openai_billing_limit' end
  where fallbacks > 0 and kind = 'batch' and state = 'finished'
  and exists (select 1 from job_item where job_item.job_id = job.id and job_item.fallback_reason = 'openai_billing_limit');
update delivery set fallback_reason = (select job.fallback_reason from job where job.id = delivery.job_id);

-- What a call costs depends on the model, the quality and the size that were asked for. Calls of an earlier version do not tell.
alter table provider_call add column quality varchar(40);
alter table provider_call add column image_size varchar(40);
create index provider_call_edit_idx on provider_call (model, quality, image_size, started_at);
drop index provider_call_model_idx;
