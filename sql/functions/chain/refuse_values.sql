-- The refusal of a step whose references found nothing, as p_missing says of one, or values that it cannot
-- take: of another form, or accounts that are not there or not the chain's to name; null where it can. What
-- the definition says itself was judged when the chain was asked for.

create or replace function chain.refuse_values(p_chain chain.chains, p_step chain.steps, p_missing text)
  returns chain.effect
  language plpgsql
  stable
as $$
declare
  v_field text;
  v_problem chain.problem;
begin
  if p_missing is not null then
    return chain.refusal('SG020', format('There is nothing at %s', p_missing));
  end if;
  v_field := (
    select min(f.field)
    from chain.step_kinds k
    cross join lateral ledger.find_form_faults(p_step.params, k.params) f
    where k.kind = p_step.kind);
  if v_field is not null then
    return chain.refusal('LG001', ledger.describe_fault('LG001', 'params.' || v_field, null));
  end if;
  v_problem := (chain.find_account_problems(
    p_chain.company_id, chain.accounts_of(array[p_step]), p_chain.companies))[1];
  return case when v_problem.code is not null then chain.refusal(v_problem.code, v_problem.detail) end;
end
$$;

comment on function chain.refuse_values(chain.chains, chain.steps, text) is
  'Private: the refusal of a step whose references found values that it cannot take.';
