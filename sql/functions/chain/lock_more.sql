-- Accounts that a step names and that nobody knew of before, locked and read, and the time to book at; null
-- where somebody holds one of them that comes before those which the chain holds already: it must not wait
-- for those.
-- Locks: balances; waits only for those above all it holds.

create or replace function chain.lock_more(
  p_work chain.work,
  p_ids uuid[],
  out accounts chain.account[],
  out locked_at timestamptz
)
  language plpgsql
as $$
declare
  v_ids uuid[] := array(
    select i from unnest(p_ids) i where i <> all (array(select a.id from unnest(p_work.accounts) a)));
  v_highest record;
  v_count integer;
begin
  if v_ids = '{}' then
    accounts := array[]::chain.account[];
    locked_at := p_work.locked_at;
    return;
  end if;
  select a.company_id, a.id into v_highest from unnest(p_work.accounts) a
  order by a.company_id desc, a.id desc limit 1;
  select count(*) into v_count
  from (
    select from ledger.balances b
    join ledger.accounts a on a.company_id = b.company_id and a.id = b.account_id
    where a.id = any (v_ids) and (a.company_id, a.id) < (v_highest.company_id, v_highest.id)
    for update of b skip locked
  ) b;
  if v_count < (
    select count(*) from ledger.accounts a
    where a.id = any (v_ids) and (a.company_id, a.id) < (v_highest.company_id, v_highest.id))
  then
    return;
  end if;
  select l.accounts, greatest(l.locked_at, p_work.locked_at) into accounts, locked_at
  from chain.lock_accounts((p_work.chain).company_id, (p_work.chain).id, v_ids) l;
end
$$;

comment on function chain.lock_more(chain.work, uuid[]) is
  'Private: locks accounts that are known only now, without waiting out of order.';
