-- Says who does the outside steps that name a handler. Raises 23514 for a name that is no word, and for limits
-- that are not above zero. Writes: handlers, audit.log.

create or replace function chain.set_handler(
  p_handler text,
  p_adapter text,
  p_config jsonb default '{}',
  p_max_running integer default null,
  p_per_second numeric default null,
  p_principal_id uuid default access.system_principal()
)
  returns chain.handlers
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_handler chain.handlers;
begin
  insert into chain.handlers as h (handler, adapter, config, max_running, per_second)
  values (p_handler, p_adapter, p_config, p_max_running, p_per_second)
  on conflict (handler) do update
  set adapter = excluded.adapter, config = excluded.config, max_running = excluded.max_running,
      per_second = excluded.per_second
  returning h.* into v_handler;
  perform audit.record(access.installation(), p_principal_id, 'chain.set_handler', null,
    jsonb_build_object('handler', p_handler, 'adapter', p_adapter, 'config', p_config,
      'max_running', p_max_running, 'per_second', p_per_second));
  return v_handler;
end
$$;

comment on function chain.set_handler(text, text, jsonb, integer, numeric, uuid) is
  'Says who does the outside steps that name a handler.';
