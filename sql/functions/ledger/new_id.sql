-- A UUIDv7 (RFC 9562): 48 bits of unix milliseconds, then random, so that keys made together lie together.
-- Postgres 18 has one of its own; before it, the time is laid over a random UUID.

create or replace function ledger.new_id()
  returns uuid
  language plpgsql
  volatile
as $$
declare
  v_bytes bytea;
begin
  if pg_catalog.current_setting('server_version_num')::int >= 180000 then
    return pg_catalog.uuidv7();
  end if;
  v_bytes := pg_catalog.overlay(
    pg_catalog.uuid_send(pg_catalog.gen_random_uuid())
    placing pg_catalog.substring(
      pg_catalog.int8send((extract(epoch from pg_catalog.clock_timestamp()) * 1000)::bigint) from 3)
    from 1 for 6);
  return pg_catalog.encode(
    pg_catalog.set_byte(v_bytes, 6, (pg_catalog.get_byte(v_bytes, 6) & 15) | 112), 'hex')::uuid;
end
$$;

comment on function ledger.new_id() is 'A new UUIDv7.';
