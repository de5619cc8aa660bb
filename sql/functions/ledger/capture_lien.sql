-- Takes what a lien holds, in parts up to the amount, to another account of the company: a journal
-- entry from the held account, whatever its status since, to p_to_account_id. What is left is released
-- unless p_keep_rest.
-- Raises LN001, LN003 (more than is held), LN004, LN005, LN006, LN008 (other currency, or the same account);
-- LG011, LG012, LG013, LG015, LG040 for the receiving account.
-- Locks the lien, then both balances in order. Writes: liens, journal (through write_entries),
-- outbox (two events).

create or replace function ledger.capture_lien(
  p_company_id uuid,
  p_lien_id uuid,
  p_amount numeric,
  p_to_account_id uuid,
  p_keep_rest boolean default false,
  p_principal_id uuid default access.system_principal(),
  p_request_id uuid default null
)
  returns ledger.liens
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_locked record;
  v_lien ledger.liens;
  v_from ledger.accounts;
  v_to ledger.accounts;
  v_to_line ledger.line := ledger.blank_line(p_company_id, p_to_account_id);
  v_from_line ledger.line;
  v_entry ledger.entry;
  v_fault text;
  v_amount numeric;
  v_rest numeric;
  v_problem ledger.problem;
begin
  select l.* into v_locked from ledger.lock_lien(p_company_id, p_lien_id, array[v_to_line]) l;
  v_lien := v_locked.lien;
  select a.* into v_from from ledger.accounts a
  where a.company_id = p_company_id and a.id = v_lien.account_id;
  select a.* into v_to from ledger.accounts a
  where a.company_id = p_company_id and a.id = p_to_account_id;
  v_fault := case
    when v_to.id is null then 'LG011'
    when v_to.purpose = 'intercompany' then 'LG015' end;
  if v_fault is not null then
    raise exception using
      errcode = v_fault,
      message = ledger.describe_fault(v_fault, 'to_account_id', to_jsonb(p_to_account_id));
  elsif v_to.currency <> v_from.currency or v_to.id = v_from.id then
    raise exception using
      errcode = 'LN008',
      message = format('A lien in %s is captured to another account in %1$s', v_from.currency);
  end if;

  v_amount := ledger.part_of_lien(v_lien, p_amount);
  v_rest := v_lien.amount - v_lien.captured - v_lien.released - v_amount;
  v_from_line := ledger.blank_line(p_company_id, v_lien.account_id);
  v_to_line.line_no := 2;
  v_from_line.currency := v_from.currency;
  v_to_line.currency := v_to.currency;
  if v_from.normal_side = 'credit' then
    v_from_line.debit_amount := v_amount;
    v_to_line.credit_amount := v_amount;
  else
    v_from_line.credit_amount := v_amount;
    v_to_line.debit_amount := v_amount;
  end if;
  select p.* into v_problem from ledger.judge_lines(array[v_to_line], v_locked.locked_at) p;
  if v_problem.code is not null then
    raise exception using errcode = v_problem.code, message = v_problem.detail;
  end if;

  update ledger.liens l
  set captured = l.captured + v_amount,
      released = l.released + case when p_keep_rest then 0 else v_rest end,
      status = case when p_keep_rest and v_rest > 0 then 'active' else 'captured' end,
      ended_at = case when p_keep_rest and v_rest > 0 then null else v_locked.locked_at end,
      version = l.version + 1
  where l.company_id = p_company_id and l.id = p_lien_id
  returning * into v_lien;

  v_entry := row(
    0, p_company_id, ledger.new_id(), p_company_id, ledger.new_id(), v_lien.chain_id, v_lien.step,
    p_principal_id, p_request_id, coalesce('Capture: ' || v_lien.reason, 'Capture of a lien'), null, null, 2,
    '{}', v_lien.id);
  perform ledger.write_entries(array[v_entry], n.rows, v_locked.locked_at)
  from ledger.number_lines(array[v_entry], array[v_from_line, v_to_line], v_locked.locked_at) n;
  perform relay.emit(
    ledger.posted_events(array[v_entry], v_locked.locked_at)
    || ledger.lien_events(array[v_lien], 'captured', jsonb_build_object(
      'captured_now', v_amount::text, 'to_account_id', p_to_account_id,
      'transaction_id', v_entry.transaction_id)));
  return v_lien;
end
$$;

comment on function ledger.capture_lien(uuid, uuid, numeric, uuid, boolean, uuid, uuid) is
  'Moves what a lien holds, or a part of it, to another account; the rest is released unless kept.';
