-- Of some steps those that are to be undone: what had an effect, and what may have had one outside: what
-- somebody there was asked for and that says how it is undone.

create or replace function chain.undone_by(p_steps chain.steps[], p_step_nos integer[])
  returns integer[]
  language sql
  stable
as $$
  select array(
    select s.step_no from unnest(p_steps) s
    where s.step_no = any (p_step_nos) and s.effect <> 'none' and (
      s.state in ('SUCCEEDED', 'COMPENSATING', 'COMPENSATION_FAILED')
      or (s.state in ('WAITING', 'FAILED') and s.compensation is not null and chain.is_undoing(s.kind))))
$$;

comment on function chain.undone_by(chain.steps[], integer[]) is
  'Private: of some steps those that are to be undone.';
