-- Says what creating would say of form, balance and limits, and writes nothing: every problem of every
-- transaction, not the first alone. Without p_company_id the accounts say which company. Floors and
-- conditions are judged when it is created. p_companies: whose accounts may be named; null for all.
-- Returns {"success", "is_valid", "is_balanced", "total_debit", "total_credit", "validation_results",
-- "transaction_count"}.

create or replace function ledger.validate_atomic_transaction(
  p_transactions jsonb,
  p_company_id uuid default null,
  p_companies uuid[] default null
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_caller access.caller := row(null, null, p_companies);
  v_transactions jsonb := ledger.as_transactions(p_transactions, p_company_id);
  v_problems ledger.problem[];
  v_results jsonb;
  v_debits numeric;
  v_credits numeric;
begin
  if p_company_id is not null and not exists (select from ledger.companies c where c.id = p_company_id) then
    raise exception using errcode = 'LG017', message = format('Company not found: %s', p_company_id);
  end if;
  v_problems := array(select p from ledger.find_request_problems(p_company_id, p_transactions, v_caller) p);

  select
    coalesce(jsonb_agg(jsonb_build_object(
      'transaction_index', t.position, 'valid', t.problems = '[]', 'description', t.description,
      'debit_amount', t.debits::text, 'credit_amount', t.credits::text, 'line_count', t.line_count,
      'problems', t.problems) order by t.position), '[]'),
    coalesce(sum(t.debits), 0), coalesce(sum(t.credits), 0)
  into v_results, v_debits, v_credits
  from (
    select
      r.position, min(r.entry_description) as description, max(r.line_count) as line_count,
      coalesce(sum(r.debit_amount), 0) as debits, coalesce(sum(r.credit_amount), 0) as credits,
      ledger.problems_as_json(array(
        select p from unnest(v_problems) p where p.position = r.position)) as problems
    from ledger.read_lines(v_transactions, array[v_caller]) r
    group by r.position
  ) t;
  return jsonb_build_object(
    'success', true,
    'is_valid', v_problems = '{}',
    'is_balanced',
      not exists (select from unnest(v_problems) p where p.code in ('LG030', 'LG031'))
      and v_debits = v_credits,
    'total_debit', v_debits::text, 'total_credit', v_credits::text,
    'validation_results', v_results,
    'problems', ledger.problems_as_json(array(select p from unnest(v_problems) p where p.position is null)),
    'transaction_count', jsonb_array_length(v_transactions));
end
$$;

comment on function ledger.validate_atomic_transaction(jsonb, uuid, uuid[]) is
  'Lists every problem that transactions would be refused for by form, balance and limits; writes nothing.';
