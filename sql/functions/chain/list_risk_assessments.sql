-- What risk rules of p_companies (null for all) said of a chain, the first first, after an id: {"items":
-- [{"id", "company_id", "account_id", "currency", "rule", "rule_version", "measure", "threshold", "step",
-- "run", "amount", "brought", "measured", "decision", "outcome", "actor", "assessed_at"}], "next_cursor"}.

create or replace function chain.list_risk_assessments(
  p_chain_id uuid,
  p_companies uuid[] default null,
  p_after uuid default null,
  p_limit integer default 100
)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set enable_bitmapscan = off
as $$
declare
  v_items jsonb;
begin
  select coalesce(jsonb_agg(jsonb_build_object(
    'id', p.id, 'company_id', p.company_id, 'account_id', p.account_id, 'currency', a.currency,
    'rule', p.rule, 'rule_version', p.rule_version, 'measure', r.measure,
    'threshold', trim_scale(r.threshold)::text, 'step', p.step, 'run', p.run, 'amount', p.amount::text,
    'brought', p.brought::text, 'measured', trim_scale(p.measured)::text, 'decision', p.decision,
    'outcome', p.outcome, 'actor', p.actor, 'assessed_at', ledger.as_instant(p.assessed_at))
    order by p.id), '[]')
  into v_items
  from (
    select x.*
    from chain.risk_assessments x
    where x.chain_id = p_chain_id and (p_companies is null or x.company_id = any (p_companies))
      and (p_after is null or x.id > p_after)
    order by x.id
    limit p_limit
  ) p
  join chain.risk_rules r on r.company_id = p.company_id and r.name = p.rule and r.version = p.rule_version
  join ledger.accounts a on a.company_id = p.company_id and a.id = p.account_id;
  return ledger.page_of(v_items, p_limit, 'id');
end
$$;

comment on function chain.list_risk_assessments(uuid, uuid[], uuid, integer) is
  'What risk rules said of a chain, a page at a time.';
