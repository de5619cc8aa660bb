-- Ends a rollback in memory where all is undone; otherwise says what it waits for. The event of the end names
-- the steps of which a person said what became of them.

create or replace function chain.end_rollback(p_work chain.work)
  returns chain.work
  language plpgsql
  stable
as $$
declare
  v_work chain.work := chain.wait_for_undoing(p_work);
begin
  if (v_work.chain).waiting_on is null then
    v_work.events := chain.note(v_work.events, 'chain.rolled_back', null, jsonb_build_object('by_hand', (
      select jsonb_agg(distinct s.name)
      from chain.resolutions r
      join unnest(v_work.steps) s on s.step_no = r.step_no
      where r.company_id = (p_work.chain).company_id and r.chain_id = (p_work.chain).id and r.is_effective
        and r.outcome in ('succeeded', 'failed'))));
  end if;
  return v_work;
end
$$;

comment on function chain.end_rollback(chain.work) is
  'Private: ends a rollback in memory where all is undone.';
