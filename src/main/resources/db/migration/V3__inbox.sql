-- Whether what an inbox received was signed; and what inboxes answer, where it is not 200.
alter table inbox_callback add column signature varchar(10) default 'absent' not null;

create table inbox_behaviour (
  inbox varchar(100) primary key,
  status integer not null,
  set_at timestamp(6) with time zone not null
);
