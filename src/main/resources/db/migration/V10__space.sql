-- What a payload was when it was stored: the CRC-32C of its bytes. Payloads of an earlier version have none.
alter table payload add column crc32c bigint;

-- What an accepted job takes and will need: the bytes of its input while it waits, and what its result may have. The index
-- holds them, so that adding up the queue reads no job. Jobs of an earlier version count as nothing.
alter table job add column input_bytes bigint default 0 not null;
alter table job add column result_bytes bigint default 0 not null;
drop index job_state_idx;
create index job_state_idx on job (state, created_at, input_bytes, result_bytes);

-- What an inbox holds, so that a stranger's posts take no room from other inboxes.
alter table inbox_callback add column bytes bigint default 0 not null;
drop index inbox_callback_idx;
create index inbox_callback_idx on inbox_callback (inbox, received_at, bytes);
