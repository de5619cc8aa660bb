-- Adds the reversing entries of a transaction to what a chain posts.

create or replace function chain.reverse_transaction(p_work chain.work, p_transaction_id uuid)
  returns chain.work
  language plpgsql
as $$
declare
  v_work chain.work := p_work;
  v_offset integer := coalesce(cardinality(p_work.entries), 0);
  v_reversal record;
begin
  select r.* into v_reversal
  from ledger.reverse_entries(
    (p_work.chain).company_id, p_transaction_id, ledger.new_id(), p_work.actor, (p_work.chain).request_id) r;
  for i in 1 .. cardinality(v_reversal.lines) loop
    v_reversal.lines[i].entry_index := (v_reversal.lines[i]).entry_index + v_offset;
  end loop;
  v_work.entries := v_work.entries || v_reversal.entries;
  v_work.lines := v_work.lines || v_reversal.lines;
  return v_work;
end
$$;

comment on function chain.reverse_transaction(chain.work, uuid) is
  'Private: adds the reversing entries of a transaction to what a chain posts.';
