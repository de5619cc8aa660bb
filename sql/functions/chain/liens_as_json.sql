-- Guards too, on accounts of p_companies (null for all), active or ended.

create or replace function chain.liens_as_json(p_chain chain.chains, p_companies uuid[])
  returns jsonb
  language sql
  stable
as $$
  select coalesce(jsonb_agg(chain.chain_lien_as_json(l, p_chain.deadline) order by l.id), '[]')
  from ledger.liens l
  where l.chain_id = p_chain.id
    and (p_companies is null or l.company_id = any (p_companies))
$$;

comment on function chain.liens_as_json(chain.chains, uuid[]) is 'The liens of a chain as callers see them.';
