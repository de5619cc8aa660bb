-- The nth id after one: RFC 9562's counter method. A call that needs many ids draws random bits once (a draw costs as much as
-- writing a line) and counts on from there.

create or replace function ledger.id_after(p_id uuid, p_n bigint)
  returns uuid
  language sql
  immutable
  parallel safe
as $$
  select (left(p_id::text, 24)
    || lpad(to_hex((('x' || right(p_id::text, 12))::bit(48)::bigint + p_n) & 281474976710655), 12, '0'))::uuid
$$;

comment on function ledger.id_after(uuid, bigint) is 'The nth UUIDv7 after one that ledger.new_id gave.';
