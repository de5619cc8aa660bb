-- Keeps the answers of items under the keys that were claimed for them; lets go of the keys whose requests
-- were refused for their form.

create or replace function access.keep_answers(p_items access.item[])
  returns void
  language plpgsql
as $$
begin
  update access.idempotency_keys k
  set code = i.code, body = i.answer
  from unnest(p_items) i
  where k.principal_id = (i.caller).principal_id and k.operation = 'create_atomic_transaction'
    and k.key = i.key and access.is_kept(i.code, i.answer ->> 'errors');
  delete from access.idempotency_keys k
  using unnest(p_items) i
  where k.principal_id = (i.caller).principal_id and k.operation = 'create_atomic_transaction'
    and k.key = i.key and not access.is_kept(i.code, i.answer ->> 'errors');
end
$$;

comment on function access.keep_answers(access.item[]) is
  'Private: keeps the answers of a batch under their keys.';
