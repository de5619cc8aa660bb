-- The steps of a chain that was asked for, and all that is wrong with it: first of each step by itself; then,
-- where there is nothing of that, of all together; then of the accounts and the handlers that it names. What
-- the steps would do is not looked at: chain.try_steps does.

create or replace function chain.check_chain(
  p_company_id uuid,
  p_body jsonb,
  p_input jsonb,
  p_companies uuid[],
  out steps chain.steps[],
  out problems chain.problem[]
)
  language plpgsql
  stable
as $$
declare
  v_docs jsonb[] := chain.step_docs(p_body);
  v_needs chain.need[];
  v_named chain.named_account[];
begin
  problems := chain.find_body_problems(p_body, v_docs) || chain.find_step_problems(v_docs);
  if problems = '{}' then
    v_needs := chain.find_needs(v_docs);
    steps := chain.read_steps(
      v_docs, cardinality(v_docs) - jsonb_array_length(p_body -> 'steps'), p_input, v_needs);
    problems := chain.find_graph_problems(steps, v_needs);
    if strpos(v_docs::text, '$ref') > 0 then
      problems := problems || chain.find_reference_problems(v_docs, p_input)
        || chain.find_input_problems(steps);
    end if;
  end if;
  if problems = '{}' then
    v_named := chain.accounts_of(steps);
    steps := chain.with_accounts(steps, v_named);
    problems := chain.find_account_problems(p_company_id, v_named, p_companies);
    if strpos(v_docs::text, 'external') > 0 then
      problems := problems || chain.find_handler_problems(p_company_id, steps);
    end if;
  end if;
end
$$;

comment on function chain.check_chain(uuid, jsonb, jsonb, uuid[]) is
  'Private: the steps of a chain that was asked for, and all that is wrong with it.';
