-- When a chain is to be looked at again for what is undone of it, and what that waits for; null for nothing.

create or replace function chain.wait_for_undoing(p_work chain.work)
  returns chain.work
  language plpgsql
  immutable
as $$
declare
  v_work chain.work := p_work;
begin
  v_work.chain.due_at := (
    select min(s.due_at) from unnest(v_work.steps) s where s.state = 'COMPENSATING');
  v_work.chain.waiting_on := (
    select string_agg(s.name || coalesce(': ' || s.waiting_on, ''), ', ' order by s.step_no)
    from unnest(v_work.steps) s
    where s.state in ('COMPENSATING', 'COMPENSATION_FAILED'));
  return v_work;
end
$$;

comment on function chain.wait_for_undoing(chain.work) is
  'Private: when a chain is to be looked at again for what is undone of it, and what that waits for.';
