create or replace function chain.can_be_tried(p_step chain.steps)
  returns boolean
  language sql
  stable
as $$
  select strpos(p_step.params::text, '"$ref"') = 0 and p_step.condition is null
    and (select k.is_pure from chain.step_kinds k where k.kind = p_step.kind)
$$;

comment on function chain.can_be_tried(chain.steps) is
  'Private: whether it can be asked what a step would do, with no chain there.';
