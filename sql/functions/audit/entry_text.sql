-- A journal entry and its lines as one text, a JSON array: what is sealed of them. Times in microseconds
-- since 1970, UTC; amounts as strings without trailing zeros: nothing here depends on the session. Null for
-- none.
--
-- Every column is in it but xid, which says where the row was written, not what it is.

create or replace function audit.entry_text(p_entry ledger.journal_entries)
  returns text
  language plpgsql
  stable
as $$
begin
  if p_entry.id is null then
    return null;
  end if;
  return json_build_array(
    'entry', p_entry.company_id, p_entry.id, p_entry.hub_id, p_entry.transaction_id, p_entry.chain_id,
    p_entry.step, p_entry.principal_id, p_entry.request_id, p_entry.description,
    trunc(extract(epoch from p_entry.posted_at) * 1000000)::bigint,
    trunc(extract(epoch from p_entry.effective_at) * 1000000)::bigint,
    p_entry.reverses_entry_id, p_entry.line_count, p_entry.metadata, p_entry.lien_id,
    (
      select json_agg(
        json_build_array(
          l.line_no, l.account_id, l.currency, trim_scale(l.debit_amount)::text,
          trim_scale(l.credit_amount)::text, l.description, trim_scale(l.balance_after)::text,
          l.account_version)
        order by l.line_no)
      from ledger.journal_lines l
      where l.company_id = p_entry.company_id and l.entry_id = p_entry.id
    ))::text;
end
$$;

comment on function audit.entry_text(ledger.journal_entries) is
  'What is sealed of a journal entry and its lines: one text.';
