-- A chain with its accounts, locked. Locks: the balances of all accounts that its steps name, that it holds
-- or counts on, of p_more, and of those in which its companies settle, in order.

create or replace function chain.lock_work(p_work chain.work, p_more uuid[] default '{}')
  returns chain.work
  language plpgsql
as $$
declare
  v_work chain.work := p_work;
  v_ids uuid[] := array(
    select unnest(s.accounts) from unnest(p_work.steps) s
    union
    select p.account_id from chain.positions p where p.chain_id = (p_work.chain).id
    union
    select l.account_id from unnest(p_work.liens) l
    union
    select unnest(p_more));
  v_locked record := chain.lock_accounts((p_work.chain).company_id, (p_work.chain).id, v_ids);
begin
  v_work.accounts := v_locked.accounts;
  v_work.locked_at := v_locked.locked_at;
  return v_work;
end
$$;

comment on function chain.lock_work(chain.work, uuid[]) is
  'Private: locks the accounts of a chain, and reads them.';
