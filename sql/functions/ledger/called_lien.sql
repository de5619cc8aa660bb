-- The lien of params' id, where the caller may use its company. Raises ZA004 otherwise, the same for a lien
-- that is another's and for one that there is not.

create or replace function ledger.called_lien(p_call access.call)
  returns ledger.liens
  language plpgsql
  stable
as $$
declare
  v_lien ledger.liens;
begin
  select l.* into v_lien from ledger.liens l
  where l.id = ledger.read_uuid(p_call.params ->> 'id')
    and ((p_call.caller).companies is null or l.company_id = any ((p_call.caller).companies));
  if v_lien.id is null then
    raise exception using errcode = 'ZA004', message = format('Lien not found: %s', p_call.params ->> 'id');
  end if;
  return v_lien;
end
$$;

comment on function ledger.called_lien(access.call) is
  'Private: the lien that a call is about.';
