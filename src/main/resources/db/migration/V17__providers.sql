-- Whose model was called. Everything before this was OpenAI's or the demo's own, and an instance of the version before, which names
-- no provider, calls nobody else.
alter table provider_call add column provider varchar(40) default 'openai' not null;
update provider_call set provider = 'built-in' where model = 'built-in';
-- How long the video is that was made: some models are paid for by the second.
alter table provider_call add column seconds numeric(12, 3);
drop index provider_call_edit_idx;
create index provider_call_edit_idx on provider_call (provider, model, quality, image_size, started_at);

-- Permits are counted for each model. Those of the version before name none, and count for all.
alter table provider_permit add column provider varchar(40);
alter table provider_permit add column model varchar(200);

-- What keeps calls of a model back. It takes the place of provider_pause, which instances of the version before still use and
-- which goes with a later version.
create table provider_standing (
  provider varchar(40) not null,
  model varchar(200) not null,
  paused_until timestamp(6) with time zone not null,
  resumed_at timestamp(6) with time zone,
  down_since timestamp(6) with time zone,
  primary key (provider, model)
);
insert into provider_standing (provider, model, paused_until, resumed_at, down_since)
  select case when model = 'built-in' then 'built-in' else 'openai' end, model, paused_until, resumed_at, down_since
  from provider_pause;
