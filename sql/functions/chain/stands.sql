create or replace function chain.stands(p_step chain.steps)
  returns boolean
  language sql
  stable
as $$
  select p_step.transaction_id is not null and not exists (
    select
    from ledger.entries_of(p_step.company_id, p_step.transaction_id) e
    join ledger.journal_entries r on r.company_id = e.company_id and r.reverses_entry_id = e.id)
$$;

comment on function chain.stands(chain.steps) is
  'Private: whether a step posted something at once that was not reversed.';
