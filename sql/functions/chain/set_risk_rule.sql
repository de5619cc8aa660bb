-- Writes the next version of a risk rule of a company; from then on it is the one that counts. What passed
-- under earlier versions still counts in a window.
--
-- p_threshold: an amount of p_currency, a count or seconds, as the measure's unit says. p_account_id: the one
-- account that it is for; null for all of the company, in p_currency. p_action: deny, review or off.
-- Chains with steps that the rule as it was holds for review are due: they are assessed anew.
-- p_window is kept in seconds, a day as 24 hours and a month as 30 days: whatever the session's time zone.
-- Raises LG017 (no such company), LG011 (no such account of it), LG019 (what else is wrong). Locks: the
-- company, so that versions follow each other; those chains. Writes: risk_rules, chains, audit.log.

create or replace function chain.set_risk_rule(
  p_company_id uuid,
  p_name text,
  p_measure text,
  p_threshold numeric,
  p_action text,
  p_currency text default null,
  p_window interval default null,
  p_account_id uuid default null,
  p_principal_id uuid default access.system_principal()
)
  returns chain.risk_rules
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
  set enable_memoize = off
  set enable_material = off
  set plan_cache_mode = force_generic_plan
as $$
declare
  v_rule chain.risk_rules;
  v_fault text;
begin
  perform from ledger.companies c where c.id = p_company_id for no key update;
  if not found then
    raise exception using errcode = 'LG017', message = format('Company not found: %s', p_company_id);
  elsif p_account_id is not null and not exists (
    select from ledger.accounts a where a.company_id = p_company_id and a.id = p_account_id)
  then
    raise exception using errcode = 'LG011', message = format('Account not found: %s', p_account_id);
  end if;
  v_fault := chain.find_rule_fault(
    p_company_id, p_name, p_measure, p_threshold, p_action, p_currency, p_window, p_account_id);
  if v_fault is not null then
    raise exception using errcode = 'LG019', message = v_fault;
  end if;
  insert into chain.risk_rules (
    company_id, name, version, measure, threshold, window_length, currency, account_id, action,
    principal_id, created_at)
  select p_company_id, p_name, coalesce(max(r.version), 0) + 1, p_measure, p_threshold,
         make_interval(secs => extract(epoch from p_window)::double precision), p_currency, p_account_id,
         p_action, p_principal_id, audit.clock()
  from chain.risk_rules r
  where r.company_id = p_company_id and r.name = p_name
  returning * into v_rule;
  update chain.chains c set due_at = v_rule.created_at
  where strpos(c.waiting_on, ': review') > 0 and c.id = any (array(
    select a.chain_id from chain.risk_assessments a
    where a.company_id = p_company_id and a.rule = p_name and a.decision = 'review'));
  perform audit.record(p_company_id, p_principal_id, 'chain.set_risk_rule', p_account_id,
    chain.risk_rule_as_json(v_rule));
  return v_rule;
end
$$;

comment on function chain.set_risk_rule(
  uuid, text, text, numeric, text, text, interval, uuid, uuid) is
  'Writes the next version of a risk rule.';
