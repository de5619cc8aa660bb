create or replace function chain.list_handlers()
  returns table (
    handler text,
    company_id uuid,
    adapter text,
    config jsonb,
    timeout_seconds double precision,
    max_running integer,
    per_second numeric
  )
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select h.handler, h.company_id, h.adapter, h.config, extract(epoch from h.timeout)::double precision,
         h.max_running, h.per_second
  from chain.handlers h
  order by h.handler
$$;

comment on function chain.list_handlers() is 'Who does outside steps, and how they are run.';
