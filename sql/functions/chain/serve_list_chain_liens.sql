-- Params: {"id"}. Returns {"items": chain.liens_as_json}. Raises ZA004.

create or replace function chain.serve_list_chain_liens(p_call access.call)
  returns jsonb
  language plpgsql
  stable
as $$
begin
  return jsonb_build_object('items', chain.liens_as_json(
    chain.called_shared_chain(p_call), (p_call.caller).companies));
end
$$;

comment on function chain.serve_list_chain_liens(access.call) is
  'Serves GET chains/{id}/liens.';
