-- The journal entries of a company's transaction, its own and those in the books of its partners.

create or replace function ledger.entries_of(p_company_id uuid, p_transaction_id uuid)
  returns setof ledger.journal_entries
  language sql
  stable
as $$
  select e.* from ledger.journal_entries e
  where e.company_id = p_company_id and e.transaction_id = p_transaction_id and e.hub_id is null
  union all
  select e.* from ledger.journal_entries e
  where e.hub_id = p_company_id and e.transaction_id = p_transaction_id
$$;

comment on function ledger.entries_of(uuid, uuid) is
  'The journal entries of a company''s transaction, in all companies.';
