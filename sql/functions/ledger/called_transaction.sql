-- The atomic transaction of params' id, where the caller may use its company. Raises ZA004 otherwise, the
-- same for one that is another's and for one that there is not.

create or replace function ledger.called_transaction(p_call access.call)
  returns ledger.atomic_transactions
  language plpgsql
  stable
as $$
declare
  v_transaction ledger.atomic_transactions;
begin
  select t.* into v_transaction from ledger.atomic_transactions t
  where t.id = ledger.read_uuid(p_call.params ->> 'id')
    and ((p_call.caller).companies is null or t.company_id = any ((p_call.caller).companies));
  if v_transaction.id is null then
    raise exception using
      errcode = 'ZA004', message = format('Atomic transaction not found: %s', p_call.params ->> 'id');
  end if;
  return v_transaction;
end
$$;

comment on function ledger.called_transaction(access.call) is
  'Private: the atomic transaction that a call is about.';
