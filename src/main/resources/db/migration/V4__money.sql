-- What a call costs. cost_usd is what is known, null where it is not; estimate_usd is what the call was expected to cost at the
-- most when it began, and stands in for an unknown cost where a budget is watched. A call belongs to the UTC day on which
-- it began.
alter table provider_call add column attempt integer;
alter table provider_call add column billing_day date;
alter table provider_call add column input_image_tokens bigint;
alter table provider_call add column estimate_usd numeric(20, 10);
alter table provider_call add column cost_usd numeric(20, 10);
update provider_call set billing_day = cast(started_at as date);
create index provider_call_day_idx on provider_call (billing_day);
create index provider_call_model_idx on provider_call (model, started_at);

-- All instances take turns while one of them looks at the budget and begins a call.
create table spending_lock (
  id integer primary key
);
insert into spending_lock (id) values (1);

-- Until when a provider wants no calls for a model (429 with Retry-After), for all jobs and instances.
create table provider_pause (
  model varchar(200) primary key,
  paused_until timestamp(6) with time zone not null
);
