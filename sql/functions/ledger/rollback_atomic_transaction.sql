-- Undoes a completed atomic transaction by reversing entries, one for each of its entries in every company,
-- linked by reverses_entry_id; what was written stays. Judged by floors, and not by a freeze: who froze an
-- account after the money came does not keep the money.
-- Raises LG050 (not found), LG051 (current status), LG052 (enable_rollback is off, in any company that it
-- concerns), ZA003 (it concerns a company that is not among p_companies; null for all), LG040 (a floor would
-- break), LG013 (an account is closed).
-- Locks: the atomic transaction, then balances in order. Writes: journal, atomic_transactions, outbox,
-- audit.log unless audit_trail_enabled is off. Returns {"success", "message", "transaction_id"}.

create or replace function ledger.rollback_atomic_transaction(
  p_company_id uuid,
  p_transaction_id uuid,
  p_reason text default null,
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
  v_transaction ledger.atomic_transactions;
  v_limits ledger.posting_limits;
  v_id uuid := ledger.new_id();
  v_entries ledger.entry[];
  v_lines ledger.line[];
  v_posted_at timestamptz;
  v_problem ledger.problem;
  v_data jsonb;
begin
  select t.* into v_transaction from ledger.atomic_transactions t
  where t.company_id = p_company_id and t.id = p_transaction_id for update;
  select l.* into v_limits from ledger.posting_limits l where l.company_id = p_company_id;
  if v_transaction.id is null then
    raise exception using
      errcode = 'LG050', message = format('Atomic transaction not found: %s', p_transaction_id);
  elsif v_transaction.status <> 'completed' then
    raise exception using
      errcode = 'LG051',
      message = format('Transaction cannot be rolled back. Current status: %s', v_transaction.status);
  elsif exists (
    select from ledger.reversals r where r.company_id = p_company_id and r.transaction_id = p_transaction_id)
  then
    raise exception using
      errcode = 'LG051', message = 'Transaction cannot be rolled back. A chain is to reverse it';
  end if;

  select r.entries, r.lines into v_entries, v_lines
  from ledger.reverse_entries(p_company_id, p_transaction_id, v_id, p_principal_id, p_request_id) r;
  if exists (select from unnest(v_entries) e where e.company_id <> all (p_companies)) then
    raise exception using errcode = 'ZA003', message = 'Access denied to specified company';
  elsif exists (
    select from unnest(v_entries) e
    join ledger.posting_limits l on l.company_id in (p_company_id, e.company_id)
    where not l.enable_rollback)
  then
    raise exception using errcode = 'LG052', message = 'Rollback is disabled for this company';
  end if;
  v_posted_at := ledger.lock_balances(v_lines);
  select p.* into v_problem from ledger.judge_lines(v_lines, v_posted_at, p_heed_status => false) p;
  if v_problem.code is not null then
    raise exception using
      errcode = v_problem.code,
      message = format('Transaction cannot be rolled back. %s', v_problem.detail),
      detail = ledger.problems_as_json(array[v_problem])::text;
  end if;
  perform ledger.write_entries(v_entries, n.rows, v_posted_at)
  from ledger.number_lines(v_entries, v_lines, v_posted_at) n;

  v_data := jsonb_build_object(
    'reason', p_reason, 'rolled_back_by', p_principal_id, 'reversal_transaction_id', v_id,
    'reversed', (
      select jsonb_agg(jsonb_build_object('entry_id', e.reverses_entry_id, 'reversal_entry_id', e.id))
      from unnest(v_entries) e));
  update ledger.atomic_transactions t
  set status = 'rolled_back', rolled_back_at = v_posted_at, rollback_data = v_data
  where t.company_id = p_company_id and t.id = p_transaction_id;
  perform relay.emit(ledger.posted_events(v_entries, v_posted_at) || row(
    p_company_id, 'transaction/' || p_transaction_id, 2, 'ledger.transaction.rolled_back',
    (jsonb_build_object(
      'v', 1, 'transaction_id', p_transaction_id,
      'rolled_back_at', ledger.as_instant(v_posted_at)) || v_data)::json)::relay.event);
  if v_limits.audit_trail_enabled then
    perform audit.record(p_company_id, p_principal_id, 'ledger.rollback_atomic_transaction', p_transaction_id,
      v_data);
  end if;
  return jsonb_build_object(
    'success', true, 'message', format('Atomic transaction %s rolled back successfully', p_transaction_id),
    'transaction_id', p_transaction_id);
end
$$;

comment on function ledger.rollback_atomic_transaction(uuid, uuid, text, uuid, uuid, uuid[]) is
  'Undoes an atomic transaction by reversing entries; returns the guide''s response.';
