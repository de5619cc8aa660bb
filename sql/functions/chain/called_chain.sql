-- The chain of params' id, where the caller may use its company. Raises ZA004 otherwise, the same for a chain
-- that is another's and for one that there is not.

create or replace function chain.called_chain(p_call access.call)
  returns chain.chains
  language plpgsql
  stable
as $$
declare
  v_chain chain.chains;
begin
  select c.* into v_chain from chain.chains c
  where c.id = ledger.read_uuid(p_call.params ->> 'id')
    and ((p_call.caller).companies is null or c.company_id = any ((p_call.caller).companies));
  if v_chain.id is null then
    raise exception using errcode = 'ZA004', message = format('Chain not found: %s', p_call.params ->> 'id');
  end if;
  return v_chain;
end
$$;

comment on function chain.called_chain(access.call) is 'Private: the chain that a call is about.';
