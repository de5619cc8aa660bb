-- Ends a rollback in memory where all is undone; otherwise says what it waits for.

create or replace function chain.end_rollback(p_work chain.work)
  returns chain.work
  language plpgsql
  immutable
as $$
declare
  v_work chain.work := p_work;
begin
  v_work.chain.waiting_on := (
    select string_agg(s.name || ': ' || s.waiting_on, ', ' order by s.step_no)
    from unnest(v_work.steps) s
    where s.state in ('COMPENSATING', 'COMPENSATION_FAILED') and s.waiting_on is not null);
  if (v_work.chain).waiting_on is null then
    v_work.events := chain.note(v_work.events, 'chain.rolled_back');
  end if;
  return v_work;
end
$$;

comment on function chain.end_rollback(chain.work) is
  'Private: ends a rollback in memory where all is undone.';
