-- Params: {"id", "lien"}. Body: {"deadline"}, which becomes the chain's, and so that of all its liens.
-- Returns chain.chain_lien_as_json. Raises ZA004, LG001, LG002, LN007, and what chain.extend_deadline raises.

create or replace function chain.serve_extend_chain_lien(p_call access.call)
  returns jsonb
  language plpgsql
as $$
declare
  v_chain chain.chains := chain.called_chain(p_call);
  v_lien ledger.liens := chain.called_chain_lien(p_call);
begin
  perform ledger.require_body(p_call.body, '{"deadline": "string!"}');
  return chain.chain_lien_as_json(v_lien, (chain.extend_deadline(
    v_chain.company_id, v_chain.id,
    ledger.read_expiry(jsonb_build_object('expires_at', p_call.body -> 'deadline')),
    (p_call.caller).principal_id)).deadline);
end
$$;

comment on function chain.serve_extend_chain_lien(access.call) is
  'Serves POST chains/{id}/liens/{lien}/extend.';
