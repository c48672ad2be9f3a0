-- A pause can be lifted by hand: whoever waits because of a call that began before resumed_at waits no longer, on every
-- instance. down_since tells all of an instance that takes the provider to be down.
alter table provider_pause add column resumed_at timestamp(6) with time zone;
alter table provider_pause add column down_since timestamp(6) with time zone;
