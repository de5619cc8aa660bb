-- The first of some steps that brought money to an account at once, unguarded; null where none did.

create or replace function chain.find_unguarded(p_work chain.work, p_step_nos integer[], p_account_id uuid)
  returns integer
  language sql
  stable
as $$
  select s.step_no
  from unnest(p_work.steps) s
  join ledger.journal_entries e on e.transaction_id = s.transaction_id
  join ledger.journal_lines l
    on l.company_id = e.company_id and l.entry_id = e.id and l.account_id = p_account_id
  where s.step_no = any (p_step_nos) and s.params -> 'guarded' = 'false' and chain.stands(s)
  order by s.done_seq
  limit 1
$$;

comment on function chain.find_unguarded(chain.work, integer[], uuid) is
  'Private: a step whose undoing an account may not be able to bear, because the chain let the money go.';
