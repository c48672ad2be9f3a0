-- Who removes a session, and until when nobody else does; renewed with each of its jobs. Null where nobody does.
alter table workshop_session add column removal_holder uuid;
alter table workshop_session add column removal_until timestamp(6) with time zone;
