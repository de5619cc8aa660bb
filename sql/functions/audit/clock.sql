-- The one clock. clock_timestamp(), not now(): now() is the start of the transaction, and a transaction that
-- waited for a lock would book before the one it waited for. Tests replace this function; a session setting
-- would be a back door.

create or replace function audit.clock()
  returns timestamptz
  language sql
  volatile
as $$
  select pg_catalog.clock_timestamp()
$$;

comment on function audit.clock() is 'The time of day; the only clock that Holdfast reads.';
