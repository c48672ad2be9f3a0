-- Since when a video is known to be made. What was made and could not be fetched is bought by no retry: it fetches it, by a row
-- of its own that names the same request.
alter table remote_call add column made_at timestamp(6) with time zone;
drop index remote_call_request_idx;
create index remote_call_request_idx on remote_call (provider, request_id);
