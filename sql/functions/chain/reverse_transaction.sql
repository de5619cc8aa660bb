-- Adds the reversing entries of a transaction to what a chain posts, and the event that tells of them: of a
-- step that is undone, or of the settlement.

create or replace function chain.reverse_transaction(
  p_work chain.work,
  p_transaction_id uuid,
  p_step text default null
)
  returns chain.work
  language plpgsql
as $$
declare
  v_work chain.work := p_work;
  v_offset integer := coalesce(cardinality(p_work.entries), 0);
  v_id uuid := ledger.new_id();
  v_reversal record := ledger.reverse_entries(
    (p_work.chain).company_id, p_transaction_id, v_id, p_work.actor, (p_work.chain).request_id);
begin
  for i in 1 .. cardinality(v_reversal.lines) loop
    v_reversal.lines[i].entry_index := (v_reversal.lines[i]).entry_index + v_offset;
  end loop;
  v_work.entries := v_work.entries || v_reversal.entries;
  v_work.lines := v_work.lines || v_reversal.lines;
  v_work.events := chain.note(v_work.events, 'transaction.reversed', p_step, jsonb_build_object(
    'transaction_id', v_id, 'reverses_transaction_id', p_transaction_id,
    'lines', chain.lines_as_json(array(
      select l from unnest(v_reversal.lines) l
      where l.account_id in (select a.id from unnest(p_work.accounts) a)))));
  return v_work;
end
$$;

comment on function chain.reverse_transaction(chain.work, uuid, text) is
  'Private: adds the reversing entries of a transaction to what a chain posts.';
