-- Params: {"id"}. Body: {"account", "beneficiary", "amount"}. Returns chain.chain_lien_as_json. Raises ZA004,
-- LG001, LG002, LG011 (an account is not the caller's to name), and what chain.add_lien raises.

create or replace function chain.serve_add_chain_lien(p_call access.call)
  returns jsonb
  language plpgsql
as $$
declare
  v_chain chain.chains := chain.called_chain(p_call);
  v_step chain.steps;
begin
  v_step.kind := 'lien';
  v_step.params := p_call.body;
  perform chain.raise_faults(array(
    select f
    from chain.find_account_problems(v_chain.company_id, array[v_step], (p_call.caller).companies) f));
  return chain.chain_lien_as_json(
    chain.add_lien(v_chain.company_id, v_chain.id, p_call.body, (p_call.caller).principal_id),
    v_chain.deadline);
end
$$;

comment on function chain.serve_add_chain_lien(access.call) is
  'Serves POST chains/{id}/liens.';
