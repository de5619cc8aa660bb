create or replace function chain.find_rule_fault(
  p_company_id uuid,
  p_name text,
  p_measure text,
  p_threshold numeric,
  p_action text,
  p_currency text,
  p_window interval,
  p_account_id uuid
)
  returns text
  language plpgsql
  stable
as $$
declare
  v_measure chain.risk_measures;
  v_currency ledger.currencies;
begin
  select m.* into v_measure from chain.risk_measures m where m.measure = p_measure;
  select c.* into v_currency from ledger.currencies c where c.code = p_currency;
  return case
    when (p_name ~ '^[a-z][a-z0-9_.-]{0,99}$') is not true then 'A name is small letters, digits, _, . and -'
    when v_measure.measure is null then format('There is no measure %s', p_measure)
    when exists (
      select from chain.risk_rules r
      where r.company_id = p_company_id and r.name = p_name and r.measure <> p_measure)
      then 'A rule keeps its measure: give it another name'
    when (p_action in ('deny', 'review', 'off')) is not true then 'action is deny, review or off'
    when (p_threshold >= 0 and p_threshold < 'Infinity') is not true then 'threshold is a number from 0 on'
    when p_currency is not null and v_currency.code is null then format('There is no currency %s', p_currency)
    when v_measure.unit = 'amount' and p_currency is null then 'threshold is an amount: it needs a currency'
    when v_measure.unit = 'amount' and not ledger.is_amount(p_threshold, v_currency.exponent)
      then format('threshold is no amount in %s', p_currency)
    when v_measure.has_window <> (p_window is not null) then
      case when v_measure.has_window then format('%s looks over a window', p_measure)
        else format('%s has no window', p_measure) end
    when p_window <= interval '0' or not isfinite(audit.clock() - p_window) then 'window is a time above zero'
    when v_measure.needs_account and p_account_id is null then format('%s is of one account', p_measure)
    when p_currency <> (
      select a.currency from ledger.accounts a where a.company_id = p_company_id and a.id = p_account_id)
      then format('The account is not in %s', p_currency)
  end;
end
$$;

comment on function chain.find_rule_fault(uuid, text, text, numeric, text, text, interval, uuid) is
  'Private: what is wrong with a risk rule; null where nothing is.';
