-- Tasks leave idx_tasks_untold as soon as their chain has heard of them: a plain scan of it forgets them, a
-- bitmap would read them until the next vacuum.

create or replace function chain.list_due(p_limit integer default 100)
  returns table (company_id uuid, id uuid)
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
  set enable_memoize = off
  set enable_material = off
  set enable_bitmapscan = off
as $$
  select d.company_id, d.id
  from (
    (select c.company_id, c.id, c.priority, c.due_at
     from chain.chains c
     where c.due_at <= audit.clock()
     order by c.priority desc, c.due_at
     limit p_limit)
    union
    (select c.company_id, c.id, c.priority, c.due_at
     from chain.tasks t
     join chain.chains c on c.company_id = t.company_id and c.id = t.chain_id
     where not t.is_told and t.state in ('SUCCEEDED', 'FAILED', 'VOID', 'PARKED')
     limit p_limit)
  ) d
  order by d.priority desc, d.due_at
  limit p_limit
$$;

comment on function chain.list_due(integer) is
  'The chains that there is something to do for, those of the highest priority first.';
