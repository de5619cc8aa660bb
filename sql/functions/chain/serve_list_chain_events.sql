-- Params: {"id", "limit"?, "cursor"?}; cursor is the next_cursor of the page before. Returns {"items":
-- [{"seq", "type", "step", "payload", "actor", "occurred_at", "prev_hash", "hash"}], "next_cursor"}, the
-- first event first. Raises ZA004, LG019.

create or replace function chain.serve_list_chain_events(p_call access.call)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_chain chain.chains := chain.called_chain(p_call);
  v_limit integer := ledger.read_limit(p_call.params);
  v_items jsonb;
begin
  if p_call.params ->> 'cursor' !~ '^[0-9]{1,9}$' then
    raise exception using errcode = 'LG019', message = 'cursor is the next_cursor of the page before';
  end if;
  select coalesce(jsonb_agg(jsonb_build_object(
    'seq', e.seq, 'type', e.type, 'step', e.step, 'payload', e.payload, 'actor', e.actor,
    'occurred_at', ledger.as_instant(e.occurred_at), 'prev_hash', encode(e.prev_hash, 'hex'),
    'hash', encode(e.hash, 'hex')) order by e.seq), '[]')
  into v_items
  from (
    select v.* from chain.events v
    where v.company_id = v_chain.company_id and v.chain_id = v_chain.id
      and v.seq > coalesce((p_call.params ->> 'cursor')::integer, 0)
    order by v.seq
    limit v_limit
  ) e;
  return ledger.page_of(v_items, v_limit, 'seq');
end
$$;

comment on function chain.serve_list_chain_events(access.call) is
  'Serves GET chains/{id}/events.';
