-- An approval is of what was held when it came: this run of the step, this rule as it was, and what the act
-- takes of the account, brings to it and moves on it. What is measured may have risen since: the act has not.

create or replace function chain.is_approved(
  p_call chain.risk_call,
  p_step chain.steps,
  p_signals chain.signals[]
)
  returns boolean
  language sql
  stable
as $$
  select exists (
    select from chain.risk_assessments a
    where a.chain_id = p_call.chain_id and a.step = p_step.name and a.run = p_step.run
      and a.company_id = (p_call.rule).company_id and a.account_id = (p_call.after).id
      and a.rule = (p_call.rule).name and a.rule_version = (p_call.rule).version
      and a.amount = p_call.amount and a.brought = p_call.brought and a.moved = p_call.moved
      and a.decision = 'review'
      and chain.is_approved_since(p_signals, p_step, a.company_id, a.seq))
$$;

comment on function chain.is_approved(chain.risk_call, chain.steps, chain.signals[]) is
  'Private: whether somebody has approved what a risk rule held for review.';
