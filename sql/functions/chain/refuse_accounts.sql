-- The refusal of a step whose references named accounts that are not there, or not the chain's to name; null
-- where they may be named. Those that the definition names were judged when the chain was asked for.

create or replace function chain.refuse_accounts(
  p_chain chain.chains,
  p_planned chain.steps,
  p_ready chain.steps
)
  returns chain.effect
  language plpgsql
  stable
as $$
declare
  v_problem chain.problem;
begin
  if p_planned.params is distinct from p_ready.params then
    select p.* into v_problem
    from chain.find_account_problems(
      p_chain.company_id, array(select a from chain.accounts_of(array[p_ready]) a), p_chain.companies) p;
  end if;
  return case when v_problem.code is not null then chain.refusal(v_problem.code, v_problem.detail) end;
end
$$;

comment on function chain.refuse_accounts(chain.chains, chain.steps, chain.steps) is
  'Private: the refusal of a step whose references named accounts that are not the chain''s to name.';
