-- What steps whose parameters are all known are refused for, whatever their accounts have: amounts,
-- currencies, sides. Those that ran have said so themselves; the others are tried.

create or replace function chain.try_steps(p_steps chain.steps[])
  returns chain.problem[]
  language plpgsql
as $$
declare
  v_problems chain.problem[] := array[]::chain.problem[];
  v_accounts chain.account[];
  v_step chain.steps;
  v_effect chain.effect;
begin
  foreach v_step in array p_steps loop
    continue when v_step.state = 'SUCCEEDED' or v_step.code in ('LG012', 'LG013', 'LG040')
      or not chain.can_be_tried(v_step);
    v_accounts := coalesce(v_accounts, chain.accounts_for(p_steps));
    v_effect := chain.ask_step(v_step, v_accounts, '{}', '{}', audit.clock());
    if v_effect.outcome = 'refused' then
      v_problems := v_problems
        || row(v_step.name, v_effect.code, v_effect.detail, 'params')::chain.problem;
    end if;
  end loop;
  return v_problems;
end
$$;

comment on function chain.try_steps(chain.steps[]) is
  'Private: what steps are refused for, whatever their accounts have.';
