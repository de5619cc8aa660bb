-- What becomes of a step that is held for review: refused where somebody rejected it or its time is up; null
-- where somebody has approved it since, or where a rule that holds it was set again or is off: it runs, and
-- its risks are assessed anew. Else it still waits, whatever became of its accounts.

create or replace function chain.review_of(p_work chain.work, p_step chain.steps)
  returns chain.effect
  language plpgsql
  stable
as $$
begin
  if exists (
    select from unnest(p_work.signals) g
    where g.name = p_step.name and g.run = p_step.run and g.kind = 'rejection' and not g.is_undoing)
  then
    return chain.refusal('SG025', 'It was rejected');
  elsif exists (
    select from chain.held_by(p_step.chain_id, p_step.name, p_step.run) h
    where chain.is_approved_since(p_work.signals, p_step, h.company_id, h.seq) or exists (
      select from chain.risk_rules r
      where r.company_id = h.company_id and r.name = h.rule and r.version > h.rule_version))
  then
    return null;
  elsif p_step.due_at <= p_work.locked_at then
    return chain.refusal('SG024', 'It waited for too long: review');
  end if;
  return chain.wait_for('review');
end
$$;

comment on function chain.review_of(chain.work, chain.steps) is
  'Private: what becomes of a step that is held for review; null where it is to be assessed anew.';
