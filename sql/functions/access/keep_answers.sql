-- Keeps the answers of items under the keys that were claimed for them; lets go of the keys whose requests
-- were refused for their form. (An insert finds its row by the key whatever the plan; an update joins.)

create or replace function access.keep_answers(p_items access.item[])
  returns void
  language plpgsql
as $$
declare
  v_item access.item;
begin
  insert into access.idempotency_keys (principal_id, operation, key, request, code, body, created_at)
  select (i.caller).principal_id, 'create_atomic_transaction', i.key, access.request_of(i), i.code, i.answer,
         audit.clock()
  from unnest(p_items) i
  where i.code is null or access.is_kept(i.code, i.answer ->> 'errors')
  on conflict (principal_id, operation, key) do update set code = excluded.code, body = excluded.body;

  for v_item in
    select i.* from unnest(p_items) i
    where i.code is not null and not access.is_kept(i.code, i.answer ->> 'errors')
  loop
    delete from access.idempotency_keys k
    where k.principal_id = (v_item.caller).principal_id and k.operation = 'create_atomic_transaction'
      and k.key = v_item.key;
  end loop;
end
$$;

comment on function access.keep_answers(access.item[]) is
  'Private: keeps the answers of a batch under their keys.';
