-- When a call was noted as being sent, which is before its request is complete: without it the provider never had the request.
-- Older rows keep their meaning, and so do those that an instance of an older version still writes: it names no moment, and the
-- default stands in for it.
alter table provider_call add column sent_at timestamp(6) with time zone default current_timestamp;
update provider_call set sent_at = case when outcome = 'STARTED' then started_at end;
