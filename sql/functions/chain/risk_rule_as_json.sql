create or replace function chain.risk_rule_as_json(p_rule chain.risk_rules)
  returns jsonb
  language sql
  stable
as $$
  select jsonb_build_object(
    'company_id', p_rule.company_id, 'name', p_rule.name, 'version', p_rule.version,
    'measure', p_rule.measure, 'threshold', trim_scale(p_rule.threshold)::text, 'action', p_rule.action,
    'window', trim_scale(extract(epoch from p_rule.window_length)), 'currency', p_rule.currency,
    'account_id', p_rule.account_id, 'created_at', ledger.as_time(p_rule.created_at))
$$;

comment on function chain.risk_rule_as_json(chain.risk_rules) is
  'A risk rule as callers see it; its window in seconds.';
