-- Closes the account that the step opened; refused where something is on it.

create or replace function chain.undo_open_account(p_call chain.call)
  returns chain.effect
  language plpgsql
as $$
declare
  v_company_id uuid := (p_call.step).company_id;
  v_id uuid := ((p_call.step).output ->> 'account_id')::uuid;
begin
  perform from ledger.balances b where b.company_id = v_company_id and b.account_id = v_id for update;
  if exists (
    select from ledger.balances b
    where b.company_id = v_company_id and b.account_id = v_id and (b.debits <> b.credits or b.held <> 0)
    union all
    select from chain.positions p where p.company_id = v_company_id and p.account_id = v_id)
  then
    return chain.refusal('LG072', 'There is something on the account');
  end if;
  update ledger.accounts a set status = 'closed' where a.company_id = v_company_id and a.id = v_id;
  return chain.done();
end
$$;

comment on function chain.undo_open_account(chain.call) is 'Undoes kind open_account: closes the account.';
