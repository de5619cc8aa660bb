-- When a chain that is not done is to be looked at again, and what it waits for. Past its pivot it has no
-- deadline; while nobody knows whether the pivot was done, it is looked at each minute after the deadline.

create or replace function chain.wait(p_work chain.work)
  returns chain.work
  language plpgsql
as $$
declare
  v_work chain.work := p_work;
  v_deadline timestamptz := (p_work.chain).deadline;
begin
  if exists (select from unnest(p_work.steps) s where chain.is_irrevocable(s) and s.state = 'SUCCEEDED') then
    v_deadline := null;
  elsif v_deadline is not null and chain.is_past_pivot(p_work) then
    v_deadline := greatest(v_deadline, p_work.locked_at + interval '1 minute');
  end if;
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
