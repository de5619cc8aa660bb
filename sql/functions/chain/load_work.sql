-- A chain, locked, with all that is live of it. Raises SG030 where there is none.
-- Locks: the chain; then the balances of all accounts that its steps name, that it holds or counts on, and of
-- those in which its companies settle, in order. A chain's liens are locked by the chain.

create or replace function chain.load_work(p_company_id uuid, p_chain_id uuid, p_actor uuid)
  returns chain.work
  language plpgsql
as $$
declare
  v_work chain.work;
  v_ids uuid[];
begin
  select c into v_work.chain from chain.chains c
  where c.company_id = p_company_id and c.id = p_chain_id for update;
  if (v_work.chain).id is null then
    raise exception using errcode = 'SG030', message = format('Chain not found: %s', p_chain_id);
  end if;
  v_work.actor := p_actor;
  v_work.steps := array(
    select s from chain.steps s where s.company_id = p_company_id and s.chain_id = p_chain_id
    order by s.step_no);
  v_work.signals := array(
    select s from chain.signals s where s.company_id = p_company_id and s.chain_id = p_chain_id);
  v_work.transfers := array(
    select t from chain.deferred_transfers t
    where t.company_id = p_company_id and t.chain_id = p_chain_id and t.state = 'pending'
    order by t.step_no, t.run, t.line_no);
  v_work.liens := array(
    select l from ledger.liens l where l.chain_id = p_chain_id and l.status = 'active' order by l.id);
  v_ids := array(
    select unnest(s.accounts) from unnest(v_work.steps) s
    union
    select p.account_id from chain.positions p where p.chain_id = p_chain_id
    union
    select l.account_id from unnest(v_work.liens) l);
  select l.accounts, l.locked_at into v_work.accounts, v_work.locked_at
  from chain.lock_accounts(p_company_id, p_chain_id, v_ids) l;
  return v_work;
end
$$;

comment on function chain.load_work(uuid, uuid, uuid) is
  'Private: locks a chain, and reads all that is live of it.';
