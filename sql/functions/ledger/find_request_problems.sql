-- What is wrong with an atomic transaction's list of transactions, by form, balance and the company's limits,
-- each problem with the index of its transaction, in the guide's words. They are the company's: one that
-- names another is refused. Without p_company_id the limits are those of the company that the first account
-- says.

create or replace function ledger.find_request_problems(
  p_company_id uuid,
  p_list jsonb,
  p_caller access.caller
)
  returns setof ledger.problem
  language plpgsql
  stable
as $$
declare
  v_limits ledger.posting_limits;
  v_transactions jsonb := ledger.as_transactions(p_list, p_company_id);
  v_count integer := jsonb_array_length(v_transactions);
begin
  select l.* into v_limits
  from ledger.posting_limits l
  where l.company_id = coalesce(p_company_id, (
    select r.hub_id from ledger.read_lines(v_transactions, array[p_caller]) r
    order by r.entry_index limit 1));
  if v_count = 0 then
    return next row(
      null, null, null, 'LG001', ledger.describe_fault('LG001', 'transactions', null), 'transactions',
      null)::ledger.problem;
    return;
  elsif v_count > v_limits.max_transactions_per_group then
    return next row(
      null, null, null, 'LG032',
      format('Too many transactions: %s, the limit is %s', v_count, v_limits.max_transactions_per_group),
      'transactions', null)::ledger.problem;
  end if;

  return query
  select t.nth::integer - 1, null::integer, null::integer, 'LG002',
         ledger.describe_fault('LG002', 'company_id', null) || format(' in transaction %s', t.nth - 1),
         'company_id', t.doc -> 'company_id'
  from jsonb_array_elements(p_list) with ordinality t (doc, nth)
  where t.doc ->> 'company_id' is not null
    and ledger.read_uuid(t.doc ->> 'company_id') is distinct from p_company_id and p_company_id is not null;

  return query
  select p.position, null::integer, p.line, p.code,
         p.detail || case
           when p.line is not null then format(' in line %s of transaction %s', p.line, p.position)
           when p.code in ('LG030', 'LG031') then ''
           else format(' in transaction %s', p.position) end,
         p.field, p.value
  from ledger.find_problems(
    v_transactions, array[p_caller], coalesce(v_limits.validation_strict_mode, true)) p;

  return query
  select r.position, null::integer, null::integer, 'LG033',
         format('Transaction %s is above the limit: Debit=%s %s, the limit is %s',
           r.position, sum(r.debit_amount), r.currency, v_limits.max_amount_per_transaction),
         'lines', null::jsonb
  from ledger.read_lines(v_transactions, array[p_caller]) r
  group by r.position, r.currency
  having sum(r.debit_amount) > v_limits.max_amount_per_transaction
  order by 1;
end
$$;

comment on function ledger.find_request_problems(uuid, jsonb, access.caller) is
  'Private: what is wrong with the transactions of an atomic transaction, '
  'all of it, by form, balance and limits.';
