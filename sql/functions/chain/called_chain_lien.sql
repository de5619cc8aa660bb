-- The lien of params' lien, where it is of the chain of params' id and the caller may use the companies of
-- both. Raises ZA004 otherwise.

create or replace function chain.called_chain_lien(p_call access.call)
  returns ledger.liens
  language plpgsql
  stable
as $$
declare
  v_chain chain.chains := chain.called_chain(p_call);
  v_lien ledger.liens;
begin
  select l.* into v_lien from ledger.liens l
  where l.id = ledger.read_uuid(p_call.params ->> 'lien') and l.chain_id = v_chain.id
    and ((p_call.caller).companies is null or l.company_id = any ((p_call.caller).companies));
  if v_lien.id is null then
    raise exception using
      errcode = 'ZA004', message = format('Lien not found: %s', p_call.params ->> 'lien');
  end if;
  return v_lien;
end
$$;

comment on function chain.called_chain_lien(access.call) is
  'Private: the lien of a chain that a call is about.';
