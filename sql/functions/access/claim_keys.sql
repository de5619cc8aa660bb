-- Claims the keys of a batch, in order, in one statement; where one of them is being worked on by somebody
-- else, one by one. Returns the items, each still to be done, or with the answer that its key was given
-- before, ZA010, or ZA011.
-- Locks the keys until the end of the transaction. Writes: idempotency_keys.
-- (Hash joins: of what is in memory.)

create or replace function access.claim_keys(p_items access.item[])
  returns access.item[]
  language plpgsql
  set lock_timeout = '50ms'
  set enable_hashjoin = on
as $$
declare
  v_claimed integer[];
begin
  if not exists (select from unnest(p_items) i where i.key is not null) then
    return p_items;
  end if;
  begin
    with firsts as materialized (
      select distinct on ((i.caller).principal_id, i.key)
        (i.caller).principal_id, i.key, i.position, access.request_of(i) as request
      from unnest(p_items) i
      where i.key is not null and i.code is null
      order by (i.caller).principal_id, i.key, i.position
    ), claimed as (
      insert into access.idempotency_keys (principal_id, operation, key, request, created_at)
      select f.principal_id, 'create_atomic_transaction', f.key, f.request, audit.clock()
      from firsts f
      order by f.principal_id, f.key
      on conflict do nothing
      returning principal_id, key
    )
    select array_agg(f.position) into v_claimed
    from firsts f
    join claimed c on c.principal_id = f.principal_id and c.key = f.key;
  exception
    when lock_not_available then
      v_claimed := access.claim_one_by_one(p_items);
  end;
  return array(
    select case
      when i.code is not null or i.key is null or i.position = any (v_claimed) then i
      else access.answered_before(i) end
    from unnest(p_items) i
    order by i.position);
end
$$;

comment on function access.claim_keys(access.item[]) is
  'Private: claims the idempotency keys of a batch.';
