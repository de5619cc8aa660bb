create or replace function chain.undo_reverse(p_call chain.call)
  returns chain.effect
  language plpgsql
as $$
begin
  delete from ledger.reversals r
  where r.company_id = (p_call.step).company_id and r.chain_id = (p_call.step).chain_id
    and r.transaction_id = ((p_call.step).output ->> 'transaction_id')::uuid;
  return chain.done();
end
$$;

comment on function chain.undo_reverse(chain.call) is 'Undoes kind reverse: gives its claim up.';
