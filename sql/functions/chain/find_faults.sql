-- All that is wrong with a chain that was asked for: first of each step by itself; then, where there is nothing
-- of that, of all together; then of the accounts that it names, and of what steps would do with them.

create or replace function chain.find_faults(p_company_id uuid, p_body jsonb, p_input jsonb, p_companies uuid[])
  returns setof chain.problem
  language plpgsql
  stable
as $$
declare
  v_steps chain.steps[];
begin
  return query
  select * from chain.find_body_problems(p_body)
  union all
  select * from chain.find_step_problems(p_body);
  if found then
    return;
  end if;
  v_steps := chain.read_steps(p_body, p_input);
  return query
  select * from chain.find_graph_problems(p_body, v_steps)
  union all
  select * from chain.find_reference_problems(p_body, p_input);
  if found then
    return;
  end if;
  return query select * from chain.find_account_problems(p_company_id, v_steps, p_companies);
  if not found then
    return query select * from chain.try_steps(v_steps);
  end if;
end
$$;

comment on function chain.find_faults(uuid, jsonb, jsonb, uuid[]) is
  'Private: all that is wrong with a chain that was asked for.';
