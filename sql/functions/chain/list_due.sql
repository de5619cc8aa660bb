create or replace function chain.list_due(p_limit integer default 100)
  returns table (company_id uuid, id uuid)
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select c.company_id, c.id
  from chain.chains c
  where c.due_at <= audit.clock()
  order by c.priority desc, c.due_at
  limit p_limit
$$;

comment on function chain.list_due(integer) is
  'The chains that there is something to do for, those of the highest priority first.';
