create or replace function chain.with_accounts(p_steps chain.steps[], p_named chain.named_account[])
  returns chain.steps[]
  language plpgsql
  immutable
as $$
declare
  v_steps chain.steps[] := p_steps;
  v_names text[] := array(select s.name from unnest(p_steps) s);
  v_named chain.named_account;
  v_nth integer;
begin
  foreach v_named in array p_named loop
    v_nth := array_position(v_names, v_named.step);
    if v_named.account_id <> all ((v_steps[v_nth]).accounts) then
      v_steps[v_nth].accounts := (v_steps[v_nth]).accounts || v_named.account_id;
    end if;
  end loop;
  return v_steps;
end
$$;

comment on function chain.with_accounts(chain.steps[], chain.named_account[]) is
  'Private: steps with the accounts that they name.';
