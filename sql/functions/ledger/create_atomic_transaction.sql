-- Posts a list of transactions that succeed or fail together, in a group: the guide's request and response.
--
-- p_transactions: [{"description", "lines": [{"account_id", "description"?, "debit_amount"?,
-- "credit_amount"?}]}]. p_companies: whose accounts may be named; null for all.
-- Returns {"success", "atomic_transaction_id", "transaction_group_id", "status", "total_debit",
-- "total_credit", "transaction_count", "message"}.
-- Raises the first problem's code with all problems as JSON in DETAIL: form and limits as "Validation
-- error: …", then LG012, LG013, LG040, LG041; LG017 for an unknown company.
-- Locks: the group's name, then balances (ledger.post). Writes: transaction_groups, atomic_transactions,
-- journal, outbox, audit.log unless audit_trail_enabled is off.

create or replace function ledger.create_atomic_transaction(
  p_company_id uuid,
  p_transactions jsonb,
  p_metadata jsonb default '{}',
  p_group_name text default null,
  p_description text default null,
  p_principal_id uuid default access.system_principal(),
  p_request_id uuid default null,
  p_companies uuid[] default null
)
  returns jsonb
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_caller access.caller := row(p_principal_id, p_request_id, p_companies);
  v_now timestamptz := audit.clock();
  v_limits ledger.posting_limits;
  v_problems ledger.problem[];
  v_group_id uuid;
  v_transactions jsonb;
  v_outcome ledger.outcome;
  v_debits numeric;
  v_credits numeric;
begin
  select l.* into v_limits from ledger.posting_limits l where l.company_id = p_company_id;
  if v_limits.company_id is null then
    raise exception using errcode = 'LG017', message = format('Company not found: %s', p_company_id);
  elsif jsonb_typeof(p_metadata) <> 'object' or length(p_group_name) > 200 then
    raise exception using
      errcode = 'LG001',
      message = 'Validation error: Missing or malformed metadata or group_name',
      detail = 'metadata is an object; group_name has at most 200 characters.';
  end if;
  v_problems := array(select p from ledger.find_request_problems(p_company_id, p_transactions, v_caller) p);
  if v_problems <> '{}' then
    raise exception using
      errcode = v_problems[1].code,
      message = 'Validation error: ' || v_problems[1].detail,
      detail = ledger.problems_as_json(v_problems)::text;
  end if;

  v_group_id := ledger.join_group(p_company_id, p_group_name, p_description);
  v_transactions := ledger.as_transactions(p_transactions, p_company_id);
  select o.* into v_outcome
  from ledger.post(
    jsonb_build_object('entries', (
      select jsonb_agg(ledger.known_fields(t.doc -> 'entries' -> 0) order by t.nth)
      from jsonb_array_elements(v_transactions) with ordinality t (doc, nth))),
    p_callers => array[v_caller]) o;
  if v_outcome.status = 'refused' then
    raise exception using
      errcode = v_outcome.code, message = v_outcome.detail, detail = v_outcome.errors::text;
  end if;

  insert into ledger.atomic_transactions (
    company_id, id, transaction_group_id, status, description, metadata, created_at, completed_at)
  values (
    p_company_id, v_outcome.transaction_id, v_group_id, 'completed', p_description,
    coalesce(p_metadata, '{}'),
    v_now, audit.clock());
  if v_limits.audit_trail_enabled then
    perform audit.record(
      p_company_id, p_principal_id, 'ledger.create_atomic_transaction', v_outcome.transaction_id,
      jsonb_build_object(
        'transaction_count', jsonb_array_length(p_transactions), 'transaction_group_id', v_group_id));
  end if;
  select sum(r.debit_amount), sum(r.credit_amount) into v_debits, v_credits
  from ledger.read_lines(v_transactions, array[v_caller]) r;
  return jsonb_build_object(
    'success', true, 'atomic_transaction_id', v_outcome.transaction_id, 'transaction_group_id', v_group_id,
    'status', 'completed',
    'total_debit', v_debits::text, 'total_credit', v_credits::text,
    'transaction_count', jsonb_array_length(p_transactions),
    'message', 'Atomic transaction created successfully');
end
$$;

comment on function ledger.create_atomic_transaction(
  uuid, jsonb, jsonb, text, text, uuid, uuid, uuid[]) is
  'Posts transactions that succeed or fail together; returns the guide''s response.';
