-- Chains of p_companies (null for all), newest first, before an id: {"items": [chain.chain_as_json],
-- "next_cursor"}. Those that have not ended are found among these alone, however many have.

create or replace function chain.list_chains(
  p_companies uuid[] default null,
  p_state text default null,
  p_definition text default null,
  p_before uuid default null,
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
  v_before uuid := coalesce(p_before, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  v_has_ended boolean := p_state is null or p_state in ('COMPLETED', 'ROLLED_BACK');
  v_items jsonb;
begin
  select coalesce(jsonb_agg(p.item order by p.id desc), '[]')
  into v_items
  from (
    select l.id, chain.chain_as_json(l) as item
    from (
      select distinct u.id
      from unnest(coalesce(p_companies, array(select x.id from ledger.companies x))) u (id)
    ) o
    cross join lateral (
      (select c.* from chain.chains c
       where v_has_ended and p_definition is null and c.company_id = o.id and c.id < v_before
         and (p_state is null or c.state = p_state)
       order by c.company_id desc, c.id desc
       limit p_limit)
      union all
      (select c.* from chain.chains c
       where v_has_ended and c.company_id = o.id and c.definition = p_definition and c.id < v_before
         and (p_state is null or c.state = p_state)
       order by c.company_id desc, c.definition desc, c.id desc
       limit p_limit)
      union all
      (select c.* from chain.chains c
       where not v_has_ended and c.ended_at is null and c.company_id = o.id and c.id < v_before
         and c.state = p_state and (p_definition is null or c.definition = p_definition)
       order by c.company_id desc, c.id desc
       limit p_limit)
    ) l
    order by l.id desc
    limit p_limit
  ) p;
  return ledger.page_of(v_items, p_limit, 'id');
end
$$;

comment on function chain.list_chains(uuid[], text, text, uuid, integer) is
  'Chains, newest first, a page at a time.';
