-- The steps of a chain that was asked for, and all that is wrong with it: first of each step by itself; then,
-- where there is nothing of that, of all together; then of the accounts that it names, and of what steps
-- would do with them.

create or replace function chain.check_chain(
  p_company_id uuid,
  p_body jsonb,
  p_input jsonb,
  p_companies uuid[],
  out steps chain.steps[],
  out problems chain.problem[]
)
  language plpgsql
as $$
declare
  v_needs chain.need[];
begin
  problems := array(
    select p from chain.find_body_problems(p_body) p
    union all
    select p from chain.find_step_problems(p_body) p);
  if problems = '{}' then
    v_needs := array(select n from chain.find_needs(p_body) n);
    steps := chain.read_steps(p_body, p_input, v_needs);
    problems := array(
      select p from chain.find_graph_problems(steps, v_needs) p
      union all
      select p from chain.find_reference_problems(p_body, p_input) p);
  end if;
  if problems = '{}' then
    problems := array(select p from chain.find_account_problems(p_company_id, steps, p_companies) p);
  end if;
  if problems = '{}' then
    problems := array(select p from chain.try_steps(steps) p);
  end if;
end
$$;

comment on function chain.check_chain(uuid, jsonb, jsonb, uuid[]) is
  'Private: the steps of a chain that was asked for, and all that is wrong with it.';
