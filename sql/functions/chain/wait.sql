-- When a chain that is not done is to be looked at again, and what it waits for.

create or replace function chain.wait(p_work chain.work)
  returns chain.work
  language plpgsql
as $$
declare
  v_work chain.work := p_work;
  v_deadline timestamptz := case when not chain.is_past_pivot(p_work) then (p_work.chain).deadline end;
begin
  v_work.chain.due_at := least(
    (p_work.chain).due_at, v_deadline,
    (select min(s.due_at) from unnest(p_work.steps) s where s.state in (
      'READY', 'RUNNING', 'WAITING', 'IN_DOUBT', 'COMPENSATING')));
  v_work.chain.waiting_on := (
    select string_agg(s.name || ': ' || s.waiting_on, ', ' order by s.step_no)
    from unnest(p_work.steps) s
    where s.state <> 'PENDING' and s.waiting_on is not null);
  return v_work;
end
$$;

comment on function chain.wait(chain.work) is
  'Private: when a chain is to be looked at again, and what it waits for.';
