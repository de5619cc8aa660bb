-- Params: {"id"}. Body: {"account", "beneficiary", "amount"}. Returns chain.chain_lien_as_json. Raises ZA004,
-- LG001, LG002, LG011 (an account is not the caller's to name), and what chain.add_lien raises.

create or replace function chain.serve_add_chain_lien(p_call access.call)
  returns jsonb
  language plpgsql
as $$
declare
  v_chain chain.chains := chain.called_chain(p_call);
  v_companies uuid[] := (p_call.caller).companies;
  v_stranger text := (
    select n.id
    from (values (p_call.body ->> 'account'), (p_call.body ->> 'beneficiary')) n (id)
    where not exists (
      select from ledger.accounts a
      where a.id = ledger.read_uuid(n.id) and (v_companies is null or a.company_id = any (v_companies)))
    limit 1);
begin
  perform ledger.require_body(
    p_call.body, '{"account": "string!", "beneficiary": "string!", "amount": "string!"}');
  if v_stranger is not null then
    raise exception using
      errcode = 'LG011', message = ledger.describe_fault('LG011', 'account_id', to_jsonb(v_stranger));
  end if;
  return chain.chain_lien_as_json(
    chain.add_lien(v_chain.company_id, v_chain.id, p_call.body, (p_call.caller).principal_id),
    v_chain.deadline);
end
$$;

comment on function chain.serve_add_chain_lien(access.call) is
  'Serves POST chains/{id}/liens.';
