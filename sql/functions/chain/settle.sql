-- Settles a chain in memory: one entry per company with all that its transfers and liens move, a line per
-- account where the settlement is net; and the reversing entries of what it undoes. It judges nothing: for
-- each account, L + I - O + R is never below zero, so no floor can break, whatever became of the account
-- since.

create or replace function chain.settle(p_work chain.work)
  returns chain.work
  language plpgsql
as $$
declare
  v_work chain.work := p_work;
  v_chain chain.chains := p_work.chain;
  v_lines ledger.line[];
  v_id uuid;
begin
  foreach v_id in array array(
    select distinct t.reverses_transaction_id from unnest(p_work.transfers) t
    where t.reverses_transaction_id is not null)
  loop
    v_work := chain.reverse_transaction(v_work, v_id);
    perform ledger.mark_reversed(v_chain.company_id, v_id, v_chain.id, p_work.actor, p_work.locked_at);
  end loop;
  v_lines := chain.settlement_lines(v_work);
  if v_lines <> '{}' then
    v_work.chain.transaction_id := ledger.new_id();
    v_work.entries := v_work.entries || row(
      0, v_chain.company_id, ledger.new_id(), v_chain.company_id, (v_work.chain).transaction_id,
      v_chain.id, null,
      v_chain.principal_id, v_chain.request_id,
      'Settlement of chain ' || coalesce(v_chain.definition || ' ', '') || v_chain.id, null, null,
      cardinality(v_lines), '{}', null)::ledger.entry;
    v_work.lines := v_work.lines || array(
      select row(
        0, cardinality(v_work.entries), row_number() over (), l.company_id, l.account_id, l.currency,
        l.debit_amount, l.credit_amount, l.description, null)::ledger.line
      from unnest(v_lines) l);
  end if;
  for i in 1 .. coalesce(cardinality(v_work.liens), 0) loop
    if (v_work.liens[i]).status = 'active' then
      v_work.liens[i] := chain.ended_lien(v_work.liens[i], (v_work.liens[i]).account_id
        <> (v_work.liens[i]).beneficiary_account_id, v_work.locked_at);
    end if;
  end loop;
  for i in 1 .. coalesce(cardinality(v_work.transfers), 0) loop
    v_work.transfers[i].state := 'settled';
  end loop;
  v_work.accounts := chain.without_positions(v_work.accounts);
  v_work.chain.waiting_on := null;
  v_work.events := chain.note(v_work.events, 'chain.completed', null, jsonb_build_object(
    'transaction_id', (v_work.chain).transaction_id, 'lines', chain.lines_as_json(v_lines)));
  return v_work;
end
$$;

comment on function chain.settle(chain.work) is 'Private: settles a chain in memory.';
