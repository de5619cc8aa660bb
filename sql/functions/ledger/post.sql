-- Posts one transaction or many: the one way that a request's money moves. Each is judged alone, in order,
-- as if they came one by one; a refused one leaves no trace and does not touch the others. Shapes:
-- ledger.read_lines, ledger.outcome. p_callers: who asks for each transaction, or one who asks for all,
-- instead of p_principal_id and p_request_id.
--
-- Refusals are values: LG0xx in the outcome, with every problem found. Raises LG064 outside READ COMMITTED,
-- LG019 when there are callers for some transactions only.
-- A refused transaction leaves nothing but, where it crosses companies, their empty intercompany accounts.
-- Locks, in this order: transaction_ids that were brought; intercompany accounts that it makes; the balances
-- of all accounts, by (company_id, account_id).
-- Writes: journal_entries, journal_lines (whose trigger moves the balances), outbox.
--
-- The plan settings: every join is by key from a small array, whatever the tables' statistics say of today.

create or replace function ledger.post(
  p_transactions jsonb,
  p_principal_id uuid default access.system_principal(),
  p_request_id uuid default null,
  p_callers access.caller[] default null
)
  returns setof ledger.outcome
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
  set enable_memoize = off
  set enable_material = off
  set plan_cache_mode = force_generic_plan
as $$
declare
  v_transactions jsonb := case jsonb_typeof(p_transactions)
    when 'array' then p_transactions else jsonb_build_array(p_transactions) end;
  v_id uuid := ledger.new_id();
  v_entries ledger.entry[];
  v_lines ledger.line[];
  v_rows ledger.journal_lines[];
  v_problems ledger.problem[] := array[]::ledger.problem[];
  v_is_faulty boolean;
  v_is_intercompany boolean;
  v_has_ids boolean;
  v_is_watched boolean;
  v_posted_at timestamptz;
begin
  if cardinality(p_callers) not in (1, jsonb_array_length(v_transactions)) then
    raise exception using errcode = 'LG019', message = 'One caller asks for all, or one for each transaction';
  end if;
  select
    array_agg(row(
      r.position, r.hub_id, ledger.id_after(v_id, 2 * r.entry_index), r.hub_id,
      coalesce(ledger.read_uuid(r.transaction_id #>> '{}'), ledger.id_after(v_id, 2 * r.position + 1)),
      null, null,
      case when p_callers is null then p_principal_id
        else (p_callers[least(r.position + 1, cardinality(p_callers))]).principal_id end,
      case when p_callers is null then p_request_id
        else (p_callers[least(r.position + 1, cardinality(p_callers))]).request_id end,
      r.entry_description, ledger.read_time(r.effective_at), null, r.line_count, r.metadata,
      null)::ledger.entry order by r.entry_index)
      filter (where coalesce(r.line_no, 0) = 0),
    coalesce(array_agg(row(
      r.position, r.entry_index, r.line_no + 1, r.company_id, r.account_id, r.currency, r.debit_amount,
      r.credit_amount, r.description, r.condition)::ledger.line order by r.entry_index, r.line_no), '{}'),
    not bool_and(r.is_plain),
    bool_or(r.company_id <> r.hub_id),
    bool_or(r.transaction_id is not null)
  into v_entries, v_lines, v_is_faulty, v_is_intercompany, v_has_ids
  from ledger.read_lines(v_transactions, p_callers) r;

  if v_is_faulty or ledger.are_balanced(v_lines) is not true then
    v_problems := array(select p from ledger.find_problems(v_transactions, p_callers, true) p);
    v_problems := v_problems || array(select p from ledger.find_absent(v_lines, v_problems) p);
    select k.entries, k.lines into v_entries, v_lines
    from ledger.without_refused(v_entries, v_lines, v_problems) k;
  end if;
  if v_has_ids then
    perform ledger.lock_ids(v_entries, v_lines);
  end if;
  if v_is_intercompany then
    select s.entries, s.lines into v_entries, v_lines from ledger.split_by_company(v_entries, v_lines) s;
  end if;

  v_posted_at := ledger.lock_balances(v_lines);
  if v_has_ids and ledger.has_twins(v_entries) then
    return query select o.* from ledger.post_one_by_one(
      v_transactions,
      coalesce(p_callers, array[row(p_principal_id, p_request_id, null)::access.caller])) o;
    return;
  elsif v_has_ids then
    v_problems := v_problems || array(select p from ledger.find_used_ids(v_entries) p);
    select k.entries, k.lines into v_entries, v_lines
    from ledger.without_refused(v_entries, v_lines, v_problems) k;
  end if;
  select n.rows, n.is_watched into v_rows, v_is_watched
  from ledger.number_lines(v_entries, v_lines, v_posted_at) n;
  if v_is_watched then
    v_problems := v_problems || array(select p from ledger.judge_lines(v_lines, v_posted_at) p);
    select k.entries, k.lines into v_entries, v_lines
    from ledger.without_refused(v_entries, v_lines, v_problems) k;
    select n.rows into v_rows from ledger.number_lines(v_entries, v_lines, v_posted_at) n;
  end if;

  perform ledger.write_entries(v_entries, v_rows, v_posted_at);
  perform ledger.emit_posted(v_entries, v_posted_at);
  if cardinality(v_problems) = 0 then
    return query select o.* from ledger.list_posted(v_entries) o;
  else
    return query select o.* from ledger.list_outcomes(v_entries, v_problems) o;
  end if;
end
$$;

comment on function ledger.post(jsonb, uuid, uuid, access.caller[]) is
  'Posts transactions, each judged alone and in order; returns the outcome of each.';
