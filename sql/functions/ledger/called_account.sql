-- The account of params' id, where the caller may use its company. Raises ZA004 otherwise, the same for an
-- account that is another's and for one that there is not.

create or replace function ledger.called_account(p_call access.call)
  returns ledger.accounts
  language plpgsql
  stable
as $$
declare
  v_account ledger.accounts;
begin
  select a.* into v_account from ledger.accounts a
  where a.id = ledger.read_uuid(p_call.params ->> 'id')
    and ((p_call.caller).companies is null or a.company_id = any ((p_call.caller).companies));
  if v_account.id is null then
    raise exception using
      errcode = 'ZA004', message = format('Account not found: %s', p_call.params ->> 'id');
  end if;
  return v_account;
end
$$;

comment on function ledger.called_account(access.call) is
  'Private: the account that a call is about.';
