-- The money of steps that are to be undone: their pending lines; the opposite of what they posted; and the
-- liens, those that they placed as given up, and what they took of those of other steps that stand as put
-- back, a negative amount; of a whole chain all liens are given up.

create or replace function chain.money_of(
  p_work chain.work,
  p_step_nos integer[],
  p_is_whole boolean,
  out deferred ledger.line[],
  out reversed ledger.line[],
  out holds chain.hold[]
)
  language sql
  stable
as $$
  with undone as materialized (
    select s.* from unnest(p_work.steps) s where s.step_no = any (p_step_nos)
  )
  select
    array(
      select row(
        0, 1, t.line_no, t.account_company_id, t.account_id, t.currency, t.debit_amount, t.credit_amount,
        null,
        null)::ledger.line
      from unnest(p_work.transfers) t
      where t.step_no = any (p_step_nos) and t.state = 'pending'),
    array(
      select row(
        0, 1, l.line_no, l.company_id, l.account_id, l.currency, l.credit_amount, l.debit_amount, null,
        null)::ledger.line
      from undone s
      join ledger.journal_entries e on e.transaction_id = s.transaction_id
      join ledger.journal_lines l on l.company_id = e.company_id and l.entry_id = e.id
      where chain.stands(s) and l.account_id in (select a.id from unnest(p_work.accounts) a)),
    array(
      select row(
        l.id, l.account_id, l.beneficiary_account_id, l.amount - l.captured - l.released)::chain.hold
      from unnest(p_work.liens) l
      where l.status = 'active' and (p_is_whole or l.step in (select s.name from undone s))
      union all
      select row(h.lien_id, h.account_id, h.beneficiary_id, -h.amount)::chain.hold
      from undone s
      cross join jsonb_populate_recordset(null::chain.hold, s.gave_up) h
      join ledger.liens l on l.id = h.lien_id
      left join unnest(p_work.steps) x on x.name = l.step
      where not p_is_whole and coalesce(x.state = 'SUCCEEDED' and x.step_no <> all (p_step_nos), true))
$$;

comment on function chain.money_of(chain.work, integer[], boolean) is
  'Private: the money of steps that are to be undone.';
