-- Whether a step was done that cannot be undone, or was answered from outside, late or not: what it did out
-- there is done. From then on a chain only goes forward; one that is held goes on when it is resumed.

create or replace function chain.is_past_pivot(p_work chain.work)
  returns boolean
  language sql
  immutable
as $$
  select exists (
    select from unnest(p_work.steps) s
    where s.effect = 'pivot' and (s.state = 'SUCCEEDED' or (
      s.state = 'WAITING' and (p_work.chain).state <> 'FAILED' and exists (
        select from unnest(p_work.signals) g
        where g.kind = 'signal' and g.run = s.run and not g.is_undoing
          and s.waiting_on = 'signal:' || g.name))))
$$;

comment on function chain.is_past_pivot(chain.work) is
  'Private: whether a step was done that cannot be undone: from then on a chain only goes forward.';
