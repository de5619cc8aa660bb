-- Measure velocity_amount: what the acts took of the account, or held on it, that velocity_count counts, in
-- units of its currency. A lien counts when it is placed, not once more when it is captured.

create or replace function chain.measure_velocity_amount(p_call chain.risk_call)
  returns numeric
  language sql
  stable
as $$
  select case when p_call.amount > 0 then p_call.amount + coalesce((
    select sum(a.amount)
    from chain.risk_assessments a
    where a.company_id = (p_call.rule).company_id and a.account_id = (p_call.after).id
      and a.rule = (p_call.rule).name and a.outcome = 'passed'
      and a.assessed_at > p_call.called_at - (p_call.rule).window_length), 0)
  end
$$;

comment on function chain.measure_velocity_amount(chain.risk_call) is
  'Measure velocity_amount: what acts took of an account within a window.';
