-- What is wrong with an atomic transaction's list of transactions, by form, balance and the company's limits, each problem
-- with the index of its transaction. The guide's transaction is an entry; p_company_id (null: the accounts say) is its hub.

create or replace function ledger.find_request_problems(p_company_id uuid, p_transactions jsonb)
  returns setof ledger.problem
  language plpgsql
  stable
as $$
declare
  v_limits ledger.posting_limits;
begin
  select l.* into v_limits from ledger.posting_limits l where l.company_id = p_company_id;
  if jsonb_typeof(p_transactions) is distinct from 'array' or jsonb_array_length(p_transactions) = 0 then
    return next row(null, null, null, 'LG001', 'Missing or malformed transactions', 'transactions', null)::ledger.problem;
    return;
  elsif jsonb_array_length(p_transactions) > v_limits.max_transactions_per_group then
    return next row(null, null, null, 'LG032', format('Too many transactions: %s, the limit is %s',
      jsonb_array_length(p_transactions), v_limits.max_transactions_per_group), 'transactions', null)::ledger.problem;
    return;
  end if;

  return query
  select p.position, null::integer, p.line, p.code, p.detail, p.field, p.value
  from ledger.find_problems((
      select jsonb_agg(jsonb_build_object('entries', jsonb_build_array(ledger.with_company(t.doc, p_company_id))) order by t.nth)
      from jsonb_array_elements(p_transactions) with ordinality t (doc, nth)),
    coalesce(v_limits.validation_strict_mode, true)) p;

  return query
  select r.position, null::integer, null::integer, 'LG033',
         format('Transaction %s exceeds the limit per transaction: Debit=%s %s, limit=%s', r.position, sum(r.debit_amount),
           r.currency, v_limits.max_amount_per_transaction),
         'lines', null::jsonb
  from ledger.read_lines((
    select jsonb_agg(jsonb_build_object('entries', jsonb_build_array(ledger.with_company(t.doc, p_company_id))) order by t.nth)
    from jsonb_array_elements(p_transactions) with ordinality t (doc, nth))) r
  group by r.position, r.currency
  having sum(r.debit_amount) > v_limits.max_amount_per_transaction
  order by 1;
end
$$;

comment on function ledger.find_request_problems(uuid, jsonb) is
  'Private: what is wrong with the transactions of an atomic transaction, all of it, by form, balance and limits.';
