-- In a loop, which needs no statement: all that a step of a company without rules pays for risk.

create or replace function chain.is_assessed(p_accounts chain.account[])
  returns boolean
  language plpgsql
  immutable
as $$
declare
  v_account chain.account;
begin
  foreach v_account in array p_accounts loop
    if v_account.is_assessed then
      return true;
    end if;
  end loop;
  return false;
end
$$;

comment on function chain.is_assessed(chain.account[]) is
  'Private: whether one of the accounts is of a company that has risk rules.';
