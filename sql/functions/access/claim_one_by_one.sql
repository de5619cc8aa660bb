-- Claims the keys of a batch that nobody else is working on; returns the positions that it claimed for.

create or replace function access.claim_one_by_one(p_items access.item[])
  returns integer[]
  language plpgsql
as $$
declare
  v_item access.item;
  v_claimed integer[] := array[]::integer[];
begin
  for v_item in
    select i.* from unnest(p_items) i
    where i.key is not null and i.code is null
    order by (i.caller).principal_id, i.key, i.position
  loop
    begin
      insert into access.idempotency_keys (principal_id, operation, key, request, created_at)
      values (
        (v_item.caller).principal_id, 'create_atomic_transaction', v_item.key, access.request_of(v_item),
        audit.clock())
      on conflict do nothing;
      if found then
        v_claimed := v_claimed || v_item.position;
      end if;
    exception
      when lock_not_available then null;
    end;
  end loop;
  return v_claimed;
end
$$;

comment on function access.claim_one_by_one(access.item[]) is
  'Private: claims those of a batch''s keys that are free.';
