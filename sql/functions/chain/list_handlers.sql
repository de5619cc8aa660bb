create or replace function chain.list_handlers()
  returns table (handler text, adapter text, config jsonb, timeout_seconds double precision)
  language sql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
  select h.handler, h.adapter, h.config, extract(epoch from h.timeout)::double precision
  from chain.handlers h
  order by h.handler
$$;

comment on function chain.list_handlers() is 'Who does outside steps, and how they are run.';
