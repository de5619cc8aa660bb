-- Marks an atomic transaction as rolled back by a chain, if the transaction is one. The chain has claimed it
-- and posts the reversing entries in this commit.

create or replace function ledger.mark_reversed(
  p_company_id uuid,
  p_transaction_id uuid,
  p_chain_id uuid,
  p_principal_id uuid,
  p_at timestamptz
)
  returns void
  language plpgsql
as $$
declare
  v_data jsonb := jsonb_build_object('rolled_back_by', p_principal_id, 'chain_id', p_chain_id);
begin
  update ledger.atomic_transactions t
  set status = 'rolled_back', rolled_back_at = p_at, rollback_data = v_data
  where t.company_id = p_company_id and t.id = p_transaction_id;
  if found then
    perform relay.emit(array[row(
      p_company_id, 'transaction/' || p_transaction_id, 2, 'ledger.transaction.rolled_back',
      (jsonb_build_object(
        'v', 1, 'transaction_id', p_transaction_id, 'rolled_back_at', ledger.as_instant(p_at))
        || v_data)::json)::relay.event]);
  end if;
end
$$;

comment on function ledger.mark_reversed(uuid, uuid, uuid, uuid, timestamptz) is
  'Private: marks an atomic transaction as rolled back by a chain.';
