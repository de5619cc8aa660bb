-- Kind reverse: {"transaction_id"}. Undoes an earlier transaction of the company, in all companies, when the
-- chain settles, by reversing entries; until then nobody else can. A part of one is given back by a transfer.
-- Output: {"transaction_id"}. Locks the atomic transaction, if it is one, but does not wait for it: a
-- rollback of it waits for balances that the chain holds. Waits for a chain that claims the same transaction.
-- Writes reversals. Undone by giving the claim up.

create or replace function chain.run_reverse(p_call chain.call)
  returns chain.effect
  language plpgsql
as $$
declare
  v_company_id uuid := (p_call.step).company_id;
  v_id uuid := ledger.read_uuid(p_call.params ->> 'transaction_id');
  v_status text;
  v_effect chain.effect;
begin
  select t.status into v_status from ledger.atomic_transactions t
  where t.company_id = v_company_id and t.id = v_id for update skip locked;
  if not found and exists (
    select from ledger.atomic_transactions t where t.company_id = v_company_id and t.id = v_id)
  then
    return chain.busy();
  elsif not exists (select from ledger.entries_of(v_company_id, v_id)) then
    return chain.refusal('LG050', format('Transaction not found: %s', p_call.params ->> 'transaction_id'));
  elsif v_status <> 'completed' or exists (
    select from ledger.entries_of(v_company_id, v_id) e
    join ledger.journal_entries r on r.company_id = e.company_id and r.reverses_entry_id = e.id)
  then
    return chain.refusal('LG051', 'The transaction is reversed already');
  elsif exists (
    select from ledger.entries_of(v_company_id, v_id) e
    join chain.chains c on c.id = e.chain_id and c.ended_at is null)
  then
    return chain.refusal('LG051', 'The transaction is of a chain that has not ended');
  elsif exists (
    select from ledger.posting_limits l
    where not l.enable_rollback and (l.company_id = v_company_id or l.company_id in (
      select e.company_id from ledger.entries_of(v_company_id, v_id) e)))
  then
    return chain.refusal('LG052', 'Rollback is disabled for this company');
  end if;
  insert into ledger.reversals (company_id, transaction_id, chain_id, created_at)
  values (v_company_id, v_id, (p_call.step).chain_id, p_call.called_at)
  on conflict do nothing;
  if not found then
    return chain.refusal('LG051', 'Another chain is to reverse the transaction');
  end if;
  v_effect := chain.done(jsonb_build_object('transaction_id', v_id), array(
    select row(
      0, 1, row_number() over (order by l.company_id, l.entry_id, l.line_no), l.company_id, l.account_id,
      l.currency,
      l.credit_amount, l.debit_amount, l.description, null)::ledger.line
    from ledger.entries_of(v_company_id, v_id) e
    join ledger.journal_lines l on l.company_id = e.company_id and l.entry_id = e.id
    where l.account_id in (select a.id from unnest(p_call.accounts) a)));
  v_effect.reverses_transaction_id := v_id;
  return v_effect;
end
$$;

comment on function chain.run_reverse(chain.call) is
  'Kind reverse: undoes an earlier transaction when the chain settles.';
