-- A chain, locked, with all that is live of it, and p_more accounts. Raises SG030 where there is none.
-- Locks: the chain, and with it its liens; its tasks that have not ended, in the order in which workers
-- report of them: steps ask for theirs in another; then chain.lock_work.

create or replace function chain.load_work(
  p_company_id uuid,
  p_chain_id uuid,
  p_actor uuid,
  p_more uuid[] default '{}'
)
  returns chain.work
  language plpgsql
as $$
declare
  v_work chain.work;
begin
  select c into v_work.chain from chain.chains c
  where c.company_id = p_company_id and c.id = p_chain_id for update;
  if (v_work.chain).id is null then
    raise exception using errcode = 'SG030', message = format('Chain not found: %s', p_chain_id);
  end if;
  perform from chain.tasks t
  where t.company_id = p_company_id and t.chain_id = p_chain_id and t.ended_at is null
  order by t.step_no, t.run, t.is_undoing
  for update;
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
    select l from ledger.liens l where l.chain_id = p_chain_id and l.ended_at is null order by l.id);
  return chain.lock_work(v_work, p_more);
end
$$;

comment on function chain.load_work(uuid, uuid, uuid, uuid[]) is
  'Private: locks a chain, and reads all that is live of it.';
