-- The private writer: every movement of money ends here. It judges nothing but what the line trigger judges;
-- ledger.post and whoever else calls it has locked (ledger.lock_balances), numbered (ledger.number_lines)
-- and decided.
--
-- Raises LG060 when there are more lines or fewer than the entries say.
-- Writes journal_entries and journal_lines, one statement each; the line trigger moves the balances.

create or replace function ledger.write_entries(
  p_entries ledger.entry[],
  p_rows ledger.journal_lines[],
  p_posted_at timestamptz
)
  returns void
  language plpgsql
as $$
declare
  v_entry ledger.entry;
  v_lines integer := 0;
begin
  foreach v_entry in array coalesce(p_entries, '{}') loop
    v_lines := v_lines + coalesce(v_entry.line_count, 0);
  end loop;
  if v_lines <> coalesce(cardinality(p_rows), 0) then
    raise exception using
      errcode = 'LG060',
      message = 'The lines of a journal entry come in one statement, all of them, numbered from 1';
  end if;
  insert into ledger.journal_entries (
    company_id, id, hub_id, transaction_id, chain_id, step, principal_id, request_id, description,
    posted_at, effective_at, reverses_entry_id, line_count, metadata, lien_id)
  select
    e.company_id, e.id, nullif(e.hub_id, e.company_id), e.transaction_id, e.chain_id, e.step, e.principal_id,
    e.request_id, e.description, p_posted_at, coalesce(e.effective_at, p_posted_at), e.reverses_entry_id,
    e.line_count, coalesce(e.metadata, '{}'), e.lien_id
  from unnest(p_entries) e
  where e.id is not null;

  insert into ledger.journal_lines
  select r.* from unnest(p_rows) r;
end
$$;

comment on function ledger.write_entries(ledger.entry[], ledger.journal_lines[], timestamptz) is
  'Private: writes judged entries and their numbered lines at the time that lock_balances gave.';
