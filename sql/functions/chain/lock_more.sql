-- Accounts that a step names and that nobody knew of before, locked and read, and the time to book at; null
-- where one is locked by somebody: a chain that holds balances waits for none. Null too where the accounts in
-- which their company settles are not locked yet. The step keeps their names: chain.lock_work has all in
-- order. Locks: balances that are free.

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
    select distinct i from unnest(p_ids) i
    where i <> all (array(select a.id from unnest(p_work.accounts) a)));
  v_free uuid[];
begin
  if v_ids = '{}' then
    accounts := array[]::chain.account[];
    locked_at := p_work.locked_at;
    return;
  end if;
  v_free := array(
    select a.id from ledger.accounts a
    join ledger.balances b on b.company_id = a.company_id and b.account_id = a.id
    where a.id = any (v_ids) and (a.company_id = (p_work.chain).company_id or exists (
      select from unnest(p_work.accounts) w where w.company_id = a.company_id and w.currency = a.currency))
    for update of b skip locked);
  if cardinality(v_free) = cardinality(v_ids) then
    select l.accounts, greatest(l.locked_at, p_work.locked_at) into accounts, locked_at
    from chain.lock_accounts((p_work.chain).company_id, (p_work.chain).id, v_ids) l;
  end if;
end
$$;

comment on function chain.lock_more(chain.work, uuid[]) is
  'Private: locks accounts that are known only now, without waiting.';
