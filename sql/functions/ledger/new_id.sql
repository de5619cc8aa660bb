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
  if current_setting('server_version_num')::int >= 180000 then
    return uuidv7();
  end if;
  v_bytes := overlay(uuid_send(gen_random_uuid())
    placing substring(int8send((extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6);
  return encode(set_byte(v_bytes, 6, (get_byte(v_bytes, 6) & 15) | 112), 'hex')::uuid;
end
$$;

comment on function ledger.new_id() is 'A new UUIDv7.';
