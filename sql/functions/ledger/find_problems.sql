-- All that is wrong with transactions before any lock is taken, each fault with its transaction, entry, line,
-- field and value: every rule of the form, and whether entries balance. An entry's balance is judged once its
-- lines are without fault.
-- (Hash joins: as many rows may be faulty as there are; ledger.post, which calls this, does without.)
-- Shapes: ledger.read_lines. p_strict: unknown fields are faults too.

create or replace function ledger.find_problems(
  p_transactions jsonb,
  p_callers access.caller[],
  p_strict boolean
)
  returns setof ledger.problem
  language plpgsql
  stable
  set enable_hashjoin = on
as $$
begin
  return query
  with read as materialized (
    select * from ledger.read_lines(p_transactions, p_callers)
  ), faults as materialized (
    select r.position, null::integer as entry_no, null::integer as line_no, f.code, f.field,
           ledger.shortened(r.transaction -> f.field) as value
    from read r
    cross join lateral (
      select 'LG001', 'transaction' where jsonb_typeof(r.transaction) <> 'object'
      union all select 'LG001', 'transaction_id'
        where r.transaction ->> 'transaction_id' is not null
          and ledger.read_uuid(r.transaction ->> 'transaction_id') is null
      union all select 'LG001', 'entries' where r.entry is null
      union all select 'LG002', u.field
        from ledger.unknown_fields(r.transaction, '{transaction_id,entries}') u (field) where p_strict
    ) f (code, field)
    where coalesce(r.entry_no, 0) = 0 and coalesce(r.line_no, 0) = 0
    union all
    select r.position, r.entry_no, null, f.code, f.field, ledger.shortened(r.entry -> f.field)
    from read r
    cross join lateral (
      select 'LG001', 'entries' where jsonb_typeof(r.entry) <> 'object'
      union all select 'LG001', 'description'
        where jsonb_typeof(r.entry -> 'description') is distinct from 'string'
      union all select 'LG001', 'metadata' where jsonb_typeof(r.entry -> 'metadata') not in ('object', 'null')
      union all select 'LG001', 'effective_at'
        where r.entry ->> 'effective_at' is not null and ledger.read_time(r.entry -> 'effective_at') is null
      union all select 'LG017', 'company_id'
        where r.entry ->> 'company_id' is not null
          and not exists (
            select from ledger.companies c
            where c.id = ledger.read_uuid(r.entry ->> 'company_id')
              and coalesce(c.id = any (
                (p_callers[least(r.position + 1, cardinality(p_callers))]).companies), true))
      union all select 'LG003', 'lines' where r.line_count < 2
      union all select 'LG002', u.field
        from ledger.unknown_fields(r.entry, '{company_id,description,effective_at,metadata,lines}') u (field)
        where p_strict
    ) f (code, field)
    where r.entry is not null and coalesce(r.line_no, 0) = 0
    union all
    select r.position, r.entry_no, r.line_no, f.code, f.field, ledger.shortened(r.line -> f.field)
    from read r
    cross join lateral (
      select 'LG001', 'line' where jsonb_typeof(r.line) <> 'object'
      union all select 'LG001', 'description'
        where jsonb_typeof(r.line -> 'description') not in ('string', 'null')
      union all select 'LG001', 'if' where not ledger.condition_is_valid(nullif(r.line -> 'if', 'null'))
      union all select 'LG010', 'account_id' where r.line ->> 'account_id' is null
      union all select 'LG011', 'account_id'
        where r.line ->> 'account_id' is not null and r.account_id is null
      union all select case
          when r.company_id <> r.hub_id and not ledger.may_settle_between(r.hub_id, r.company_id) then 'LG016'
          when r.purpose = 'intercompany' then 'LG015'
          when r.status = 'frozen' then 'LG012'
          when r.status = 'closed' then 'LG013' end, 'account_id'
      union all select ledger.amount_fault(r.line -> 'debit_amount', r.exponent), 'debit_amount'
      union all select ledger.amount_fault(r.line -> 'credit_amount', r.exponent), 'credit_amount'
      union all select 'LG025', 'debit_amount' where r.debit_amount > 0 and r.credit_amount > 0
      union all select 'LG026', 'debit_amount' where r.debit_amount = 0 and r.credit_amount = 0
      union all select 'LG002', u.field
        from ledger.unknown_fields(r.line, '{account_id,description,debit_amount,credit_amount,if}') u (field)
        where p_strict
    ) f (code, field)
    where r.line is not null and f.code is not null
  ), sums as (
    select r.position, r.entry_no, r.currency, sum(r.debit_amount) as debits, sum(r.credit_amount) as credits,
           sum(sum(r.debit_amount - r.credit_amount)) over (partition by r.position, r.entry_no) = 0
             as is_of_other_currency
    from read r
    where not exists (
      select from faults f
      where f.position = r.position and coalesce(f.entry_no, -1) = coalesce(r.entry_no, -1))
    group by r.position, r.entry_no, r.currency
    having sum(r.debit_amount) <> sum(r.credit_amount) or sum(r.debit_amount) >= 1e30
  )
  select f.position, f.entry_no, f.line_no, f.code,
         ledger.describe_fault(f.code, f.field, f.value), f.field, f.value
  from faults f
  union all
  select s.position, s.entry_no, null,
         case
           when s.debits = s.credits then 'LG023'
           when s.is_of_other_currency then 'LG031'
           else 'LG030' end,
         format(case
           when s.debits = s.credits then 'Transaction has more than 30 digits before the point: Debit=%1$s'
           when s.is_of_other_currency
           then 'Currencies differ: each must balance by itself: %3$s Debit=%1$s, Credit=%2$s'
           else 'Transaction not balanced: Debit=%1$s, Credit=%2$s' end, s.debits, s.credits, s.currency),
         'lines', null
  from sums s
  order by 1, 2 nulls first, 3 nulls first, 4;
end
$$;

comment on function ledger.find_problems(jsonb, access.caller[], boolean) is
  'Private: every fault in the form of transactions in JSON, and every entry that does not balance.';
