-- Does in memory what a step may do: moves at once or notes for settlement, places and gives up liens.
-- p_after: the accounts after it.

create or replace function chain.apply_effect(
  p_work chain.work,
  p_nth integer,
  p_effect chain.effect,
  p_after chain.account[]
)
  returns chain.work
  language plpgsql
as $$
declare
  v_work chain.work := p_work;
  v_step chain.steps := p_work.steps[p_nth];
  v_chain chain.chains := p_work.chain;
  v_line ledger.line;
  v_nth integer := 0;
begin
  v_step.state := 'SUCCEEDED';
  v_step.output := p_effect.output;
  v_step.attempt := v_step.attempt + 1;
  v_step.waiting_on := null;
  v_step.due_at := null;
  v_step.code := null;
  v_step.detail := null;
  v_step.done_seq := v_chain.last_seq + coalesce(cardinality(v_work.events), 0) + 1;
  v_step.gave_up := null;
  if p_effect.holds is not null then
    v_step.gave_up := (select jsonb_agg(h) from unnest(p_effect.holds) h where h.lien_id is not null);
  end if;
  v_work.accounts := p_after;
  v_work.liens := chain.with_holds(
    v_work.liens, p_effect.holds, p_after, v_chain, v_step.name, v_work.locked_at);

  if p_effect.is_immediate then
    v_step.transaction_id := ledger.new_id();
    v_work.entries := v_work.entries || row(
      0, v_chain.company_id, ledger.new_id(), v_chain.company_id, v_step.transaction_id, v_chain.id,
      v_step.name,
      v_chain.principal_id, v_chain.request_id, coalesce(v_step.params ->> 'description', v_step.name), null,
      null, cardinality(p_effect.lines), '{}', null)::ledger.entry;
    foreach v_line in array p_effect.lines loop
      v_nth := v_nth + 1;
      v_line.entry_index := cardinality(v_work.entries);
      v_line.line_no := v_nth;
      v_work.lines := v_work.lines || v_line;
    end loop;
  elsif p_effect.lines is not null then
    v_work.transfers := v_work.transfers || array(
      select row(
        v_chain.company_id, v_chain.id, v_step.step_no, v_step.run, l.ordinality, l.company_id, l.account_id,
        l.currency, l.debit_amount, l.credit_amount, coalesce(l.description, v_step.name),
        p_effect.reverses_transaction_id, 'pending')::chain.deferred_transfers
      from unnest(p_effect.lines) with ordinality l);
  end if;
  v_work.steps[p_nth] := v_step;
  v_work.events := chain.note(v_work.events, 'step.succeeded', v_step.name, jsonb_build_object(
    'run', v_step.run, 'transaction_id', v_step.transaction_id,
    'lines', chain.lines_as_json(p_effect.lines), 'liens', chain.holds_as_json(p_effect.holds)),
    jsonb_build_object('output', v_step.output));
  return v_work;
end
$$;

comment on function chain.apply_effect(chain.work, integer, chain.effect, chain.account[]) is
  'Private: does in memory what a step may do.';
