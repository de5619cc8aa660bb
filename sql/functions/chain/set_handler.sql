-- Says who does the outside steps that name a handler: those of one company, or of all. Workers know it
-- within a poll; what they are doing they end as it was. Raises 23514 for a name that is no word, for limits
-- that are not above zero, and for a company where steps of others have not ended at the handler: nobody
-- would do or undo them; 23503 for a company that there is not. For the owner alone: it says what workers
-- call. Locks: the handler. Writes: handlers, audit.log.

create or replace function chain.set_handler(
  p_handler text,
  p_adapter text,
  p_config jsonb default '{}',
  p_max_running integer default null,
  p_per_second numeric default null,
  p_timeout interval default '60 seconds',
  p_company_id uuid default null,
  p_principal_id uuid default access.system_principal()
)
  returns chain.handlers
  language plpgsql
as $$
declare
  v_handler chain.handlers;
begin
  perform from chain.handlers h where h.handler = p_handler for update;
  if exists (
    select from chain.tasks t
    where t.handler = p_handler and t.company_id <> p_company_id and t.ended_at is null)
  then
    raise exception using
      errcode = '23514', message = 'Steps of other companies have not ended at this handler';
  end if;
  insert into chain.handlers as h (handler, adapter, config, max_running, per_second, timeout, company_id)
  values (p_handler, p_adapter, p_config, p_max_running, p_per_second, p_timeout, p_company_id)
  on conflict (handler) do update
  set adapter = excluded.adapter, config = excluded.config, max_running = excluded.max_running,
      per_second = excluded.per_second, timeout = excluded.timeout, company_id = excluded.company_id
  returning h.* into v_handler;
  perform audit.record(coalesce(p_company_id, access.installation()), p_principal_id, 'chain.set_handler',
    null, to_jsonb(v_handler) - array['allowance', 'allowed_at']);
  return v_handler;
end
$$;

comment on function chain.set_handler(text, text, jsonb, integer, numeric, interval, uuid, uuid) is
  'Says who does the outside steps that name a handler.';
