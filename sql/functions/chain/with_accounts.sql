create or replace function chain.with_accounts(p_steps chain.steps[])
  returns chain.steps[]
  language plpgsql
  stable
as $$
declare
  v_steps chain.steps[] := p_steps;
  v_named record;
begin
  for v_named in
    select s.step_no, array_agg(distinct a.account_id) as accounts
    from chain.accounts_of(p_steps) a
    join unnest(p_steps) s on s.name = a.step
    where a.account_id is not null
    group by s.step_no
  loop
    v_steps[v_named.step_no].accounts := v_named.accounts;
  end loop;
  return v_steps;
end
$$;

comment on function chain.with_accounts(chain.steps[]) is 'Private: steps with the accounts that they name.';
