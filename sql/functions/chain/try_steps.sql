-- What pure steps whose parameters are all known would be refused for, whatever their accounts have: amounts,
-- currencies, sides.

create or replace function chain.try_steps(p_steps chain.steps[])
  returns setof chain.problem
  language plpgsql
as $$
declare
  v_accounts chain.account[] := chain.accounts_for(p_steps);
  v_step chain.steps;
  v_effect chain.effect;
begin
  foreach v_step in array p_steps loop
    if chain.can_be_tried(v_step) then
      v_effect := chain.ask_step(
        v_step, array(select a from unnest(v_accounts) a where a.id = any (v_step.accounts)), '{}', '{}',
          null);
      if v_effect.outcome = 'refused' then
        return next row(v_step.name, v_effect.code, v_effect.detail, 'params')::chain.problem;
      end if;
    end if;
  end loop;
end
$$;

comment on function chain.try_steps(chain.steps[]) is
  'Private: what steps would be refused for, whatever their accounts have.';
