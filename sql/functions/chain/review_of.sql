-- What becomes of a step that is held for review: refused where somebody rejected it or its time is up, still
-- waiting where nobody has approved it since, whatever became of its accounts or of the rule; null where
-- somebody has: it runs, and its risks are assessed anew.

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
    select from chain.risk_assessments a
    where a.chain_id = p_step.chain_id and a.step = p_step.name and a.run = p_step.run
    group by a.company_id
    having max(a.approvals) < chain.count_approvals(p_work, p_step, a.company_id))
  then
    return null;
  elsif p_step.due_at <= p_work.locked_at then
    return chain.refusal('SG024', 'It waited for too long: review');
  end if;
  return chain.wait_for('review');
end
$$;

comment on function chain.review_of(chain.work, chain.steps) is
  'Private: what becomes of a step that is held for review; null where it was approved.';
