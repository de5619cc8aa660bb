-- Assesses what a step would do, or what no step does (p_step null): a change of liens, and the undoing of a
-- part, by which the rest may become more exposed. By the risk rules of the companies on whose accounts it
-- acts; what each said is kept. p_effect is judged already, p_after are the accounts after it. The undoing of
-- a whole chain is not assessed, nor is settlement: they do what was.
--
-- Returns p_effect where all rules let it pass; else a refusal, SG050, where one denies it, or that it waits
-- for a review. A refusal names rules of the chain's company alone: another's are not for its eyes. A step
-- that was held is assessed again when somebody has approved it or a rule was set again (chain.review_of): by
-- all rules, so that one which has come to deny it does.
--
-- Measures look at what others did on the account: its balance is locked, by whoever acts on it, so that they
-- see all of it, and nobody else passes the same limit meanwhile. Writes: risk_assessments.

create or replace function chain.assess_risk(
  p_work chain.work,
  p_step chain.steps,
  p_effect chain.effect,
  p_after chain.account[]
)
  returns chain.effect
  language plpgsql
as $$
declare
  v_call chain.risk_call;
  v_measure chain.risk_measures;
  v_measured numeric;
  v_id uuid := ledger.new_id();
  v_row chain.risk_assessments;
  v_rows chain.risk_assessments[] := array[]::chain.risk_assessments[];
  v_denied text[] := array[]::text[];
  v_outcome text := 'passed';
begin
  foreach v_call in array coalesce(chain.find_risk_calls(p_work, p_effect, p_after), '{}') loop
    select m.* into strict v_measure from chain.risk_measures m where m.measure = (v_call.rule).measure;
    execute format('select %I.%I($1)', v_measure.run_schema, v_measure.run_function)
    into v_measured
    using v_call;
    continue when v_measured is null;
    v_row := row(
      (v_call.rule).company_id, ledger.id_after(v_id, cardinality(v_rows)), (v_call.after).id,
      (v_call.rule).name, (v_call.rule).version, v_call.chain_id, p_step.name, p_step.run, v_call.amount,
      v_call.brought, v_call.moved, v_measured, null, null, (p_work.chain).last_seq, p_work.actor,
      v_call.called_at)::chain.risk_assessments;
    v_row.decision := case
      when v_measured <= (v_call.rule).threshold then 'allow'
      when (v_call.rule).action = 'deny' then 'deny'
      when chain.is_approved(v_call, p_step, p_work.signals) then 'approved'
      else 'review' end;
    if v_row.decision = 'deny' then
      v_denied := v_denied || case when v_row.company_id = (p_work.chain).company_id
        then format('%s, on account %s', v_row.rule, v_row.account_id) else 'one of another company' end;
      v_outcome := 'refused';
    elsif v_row.decision = 'review' and v_outcome = 'passed' then
      v_outcome := 'held';
    end if;
    v_rows := v_rows || v_row;
  end loop;

  insert into chain.risk_assessments
  select r.company_id, r.id, r.account_id, r.rule, r.rule_version, r.chain_id, r.step, r.run, r.amount,
         r.brought, r.moved, r.measured, r.decision, v_outcome, r.seq, r.actor, r.assessed_at
  from unnest(v_rows) r;
  return case v_outcome
    when 'passed' then p_effect
    when 'held' then chain.wait_for('review')
    else chain.refusal('SG050', 'Denied by a risk rule: ' || array_to_string(v_denied, '; ')) end;
end
$$;

comment on function chain.assess_risk(chain.work, chain.steps, chain.effect, chain.account[]) is
  'Private: assesses what a step would do by the risk rules, and keeps what they said.';
