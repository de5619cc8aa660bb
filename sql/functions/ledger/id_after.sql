-- The nth id of a call, after RFC 9562's method of a counter of fixed length: time and random bits of one
-- UUIDv7, and a count in its last 32 bits. A call that needs many ids draws random bits once: a draw costs as
-- much as writing a line.

create or replace function ledger.id_after(p_id uuid, p_n bigint)
  returns uuid
  language sql
  immutable
  parallel safe
as $$
  select (left(p_id::text, 28) || lpad(to_hex(p_n), 8, '0'))::uuid
$$;

comment on function ledger.id_after(uuid, bigint) is
  'The nth of the ids that follow from one that ledger.new_id gave; n from 0 to 2^32 - 1.';
