-- Of some steps that cannot all be undone, since an account lacks the funds: the first that brought money to
-- it at once, unguarded; else, of a whole chain, the last that touched it. Null where there is none.

create or replace function chain.find_culprit(
  p_work chain.work,
  p_step_nos integer[],
  p_account_id uuid,
  p_is_whole boolean
)
  returns integer
  language sql
  stable
as $$
  select s.step_no
  from unnest(p_work.steps) s
  cross join lateral (
    select (s.params -> 'guarded' = 'false' and chain.stands(s) and 0 < (
      select sum(ledger.posted(a.normal_side, l.debit_amount, l.credit_amount))
      from unnest(p_work.accounts) a
      join ledger.journal_entries e on e.transaction_id = s.transaction_id
      join ledger.journal_lines l
        on l.company_id = e.company_id and l.entry_id = e.id and l.account_id = a.id
      where a.id = p_account_id)) is true as is_unguarded
  ) x
  where s.step_no = any (p_step_nos)
    and (x.is_unguarded or (p_is_whole and p_account_id = any (chain.touched(s))))
  order by x.is_unguarded desc, case when x.is_unguarded then s.done_seq else -s.done_seq end
  limit 1
$$;

comment on function chain.find_culprit(chain.work, integer[], uuid, boolean) is
  'Private: a step that has to stay done, since an account cannot bear its undoing.';
