-- What pure steps would be refused for whose parameters are all known, whatever their accounts have: amounts,
-- currencies, sides.

create or replace function chain.try_steps(p_steps chain.steps[])
  returns setof chain.problem
  language plpgsql
as $$
declare
  v_step chain.steps;
  v_accounts chain.account[];
  v_effect chain.effect;
begin
  foreach v_step in array p_steps loop
    continue when strpos(v_step.params::text, '"$ref"') > 0
      or not (select k.is_pure from chain.step_kinds k where k.kind = v_step.kind);
    v_accounts := array(
      select row(
        a.company_id, a.id, a.currency, c.exponent, a.normal_side, a.floor, 'open', a.purpose,
        0, 0, 0, 0)::chain.account
      from chain.accounts_of(array[v_step]) n
      join ledger.accounts a on a.id = n.account_id
      join ledger.currencies c on c.code = a.currency);
    v_effect := chain.ask_step(v_step, v_accounts, '{}', '{}', null);
    if v_effect.outcome = 'refused' then
      return next row(v_step.name, v_effect.code, v_effect.detail, 'params')::chain.problem;
    end if;
  end loop;
end
$$;

comment on function chain.try_steps(chain.steps[]) is
  'Private: what steps would be refused for, whatever their accounts have.';
