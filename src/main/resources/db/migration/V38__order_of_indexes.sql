-- What has no number is found in its order: with the number alone, each 500 of many were sorted out of all.
create index job_event_number_idx on job_event (seq, entry);
drop index job_event_seq_idx;

-- The last calls for the same picture are read from the end; H2 reads no index backwards.
create index provider_call_latest_idx on provider_call (provider, model, quality, image_size, started_at desc);
drop index provider_call_edit_idx;
