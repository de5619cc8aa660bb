-- Closes the account that the step opened; refused where it was used since.

create or replace function chain.undo_open_account(p_call chain.call)
  returns chain.effect
  language plpgsql
as $$
declare
  v_id uuid := ((p_call.step).output ->> 'account_id')::uuid;
begin
  if exists (
    select from ledger.balances b
    where b.company_id = (p_call.step).company_id and b.account_id = v_id
      and (b.debits <> b.credits or b.held <> 0))
  then
    return chain.refusal('LG072', 'The account was used since');
  end if;
  perform ledger.close_account((p_call.step).company_id, v_id);
  return chain.done();
end
$$;

comment on function chain.undo_open_account(chain.call) is 'Undoes kind open_account: closes the account.';
