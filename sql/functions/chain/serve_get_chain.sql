-- Params: {"id"}. Returns chain.get_chain. Raises ZA004.

create or replace function chain.serve_get_chain(p_call access.call)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_chain chain.chains := chain.called_chain(p_call);
begin
  return chain.get_chain(v_chain.id, (p_call.caller).companies);
end
$$;

comment on function chain.serve_get_chain(access.call) is
  'Serves GET chains/{id}.';
