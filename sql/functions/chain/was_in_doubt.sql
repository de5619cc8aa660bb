create or replace function chain.was_in_doubt(p_step chain.steps)
  returns boolean
  language sql
  stable
as $$
  select p_step.kind = 'external' and p_step.compensation is not null and exists (
    select from chain.tasks t
    where t.company_id = p_step.company_id and t.chain_id = p_step.chain_id and t.step_no = p_step.step_no
      and t.run = p_step.run and not t.is_undoing and t.was_in_doubt)
$$;

comment on function chain.was_in_doubt(chain.steps) is
  'Private: whether an attempt at a step may still be under way outside, and is to find that it is too late.';
