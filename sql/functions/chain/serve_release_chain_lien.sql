-- Params: {"id", "lien"}. Body: {"amount"?} or none, all of it without one. Returns chain.chain_lien_as_json.
-- Raises ZA004, LG001, LG002, LG020 to LG023, and what chain.release_chain_lien raises.

create or replace function chain.serve_release_chain_lien(p_call access.call)
  returns jsonb
  language plpgsql
as $$
declare
  v_chain chain.chains := chain.called_chain(p_call);
  v_lien ledger.liens := chain.called_chain_lien(p_call);
begin
  perform ledger.require_body(p_call.body, '{"amount": "string"}');
  return chain.chain_lien_as_json(
    chain.release_chain_lien(
      v_chain.company_id, v_chain.id, v_lien.id, ledger.read_amount('amount', p_call.body -> 'amount'),
      (p_call.caller).principal_id),
    v_chain.deadline);
end
$$;

comment on function chain.serve_release_chain_lien(access.call) is
  'Serves POST chains/{id}/liens/{lien}/release.';
