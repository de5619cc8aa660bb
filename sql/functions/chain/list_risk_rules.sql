-- The newest version of each risk rule of a company, by name, after a name; those that are off too: {"items":
-- [chain.risk_rule_as_json], "next_cursor"}.

create or replace function chain.list_risk_rules(
  p_company_id uuid,
  p_after text default null,
  p_limit integer default 100
)
  returns jsonb
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select ledger.page_of(
    coalesce(jsonb_agg(chain.risk_rule_as_json(p) order by p.name), '[]'), p_limit, 'name')
  from (
    select distinct on (r.name) r.*
    from chain.risk_rules r
    where r.company_id = p_company_id and (p_after is null or r.name > p_after)
    order by r.name, r.version desc
    limit p_limit
  ) p
$$;

comment on function chain.list_risk_rules(uuid, text, integer) is
  'The risk rules of a company, in their newest versions, a page at a time.';
