-- The chain of params' id, where the caller may use its company, or that of an account which the chain holds
-- or counts on now: a company that takes part may see what becomes of its own accounts. Raises ZA004
-- otherwise.

create or replace function chain.called_shared_chain(p_call access.call)
  returns chain.chains
  language plpgsql
  stable
as $$
declare
  v_chain chain.chains;
begin
  select c.* into v_chain from chain.chains c
  where c.id = ledger.read_uuid(p_call.params ->> 'id') and (
    exists (
      select from chain.positions p
      where p.chain_id = c.id and p.company_id = any ((p_call.caller).companies))
    or exists (
      select from ledger.liens l
      where l.chain_id = c.id and l.status = 'active' and l.company_id = any ((p_call.caller).companies)));
  if v_chain.id is null then
    return chain.called_chain(p_call);
  end if;
  return v_chain;
end
$$;

comment on function chain.called_shared_chain(access.call) is
  'Private: the chain that a call is about, of a company that takes part in it.';
