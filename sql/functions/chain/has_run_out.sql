-- Whether a chain's deadline fails it. Past a pivot it only goes forward; so it does where a pivot was
-- answered from outside, late or not: what that step did out there is done.

create or replace function chain.has_run_out(p_work chain.work)
  returns boolean
  language plpgsql
  immutable
as $$
begin
  return coalesce((p_work.chain).deadline <= p_work.locked_at, false)
    and not chain.is_past_pivot(p_work.steps)
    and not exists (
      select from unnest(p_work.steps) s
      join unnest(p_work.signals) g
        on g.run = s.run and g.kind = 'signal' and g.name = coalesce(s.params ->> 'signal', s.name)
      where s.effect = 'pivot' and s.state = 'WAITING');
end
$$;

comment on function chain.has_run_out(chain.work) is 'Private: whether a chain''s deadline fails it.';
