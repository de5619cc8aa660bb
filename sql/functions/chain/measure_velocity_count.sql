-- Measure velocity_count: how many acts of chains took something of the account, or placed a lien on it,
-- within the rule's window, this one included. It counts what the rule let pass since it was first set,
-- whatever became of it afterwards; what was denied or is held does not count. What was done exactly a window
-- ago does not either.
-- Exact: the account's balance is locked, and what passed before was written by whoever held that lock.

create or replace function chain.measure_velocity_count(p_call chain.risk_call)
  returns numeric
  language sql
  stable
as $$
  select case when p_call.amount > 0 then 1 + (
    select count(*)
    from chain.risk_assessments a
    where a.company_id = (p_call.rule).company_id and a.account_id = (p_call.after).id
      and a.rule = (p_call.rule).name and a.outcome = 'passed'
      and a.assessed_at > p_call.called_at - (p_call.rule).window_length)
  end
$$;

comment on function chain.measure_velocity_count(chain.risk_call) is
  'Measure velocity_count: how many acts took something of an account within a window.';
