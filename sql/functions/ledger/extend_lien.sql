-- Moves the expiry of an active lien, earlier or later; null is never.
-- Raises LN001, LN004, LN005, LN007. Locks the lien, then its balance. Writes: liens,
-- balances.next_lien_expiry, outbox.

create or replace function ledger.extend_lien(
  p_company_id uuid,
  p_lien_id uuid,
  p_expires_at timestamptz,
  p_principal_id uuid default access.system_principal()
)
  returns ledger.liens
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_locked record;
  v_lien ledger.liens;
begin
  select l.* into v_locked from ledger.lock_lien(p_company_id, p_lien_id, null) l;
  v_lien := v_locked.lien;
  if p_expires_at <= v_locked.locked_at or not isfinite(p_expires_at) then
    raise exception using
      errcode = 'LN007', message = format('The expiry is not in the future: %s', p_expires_at);
  elsif v_lien.expires_at is not distinct from p_expires_at then
    return v_lien;
  end if;
  update ledger.liens l set expires_at = p_expires_at, version = l.version + 1
  where l.company_id = p_company_id and l.id = p_lien_id
  returning * into v_lien;
  perform relay.emit(ledger.lien_events(
    array[v_lien], 'extended', jsonb_build_object('principal_id', p_principal_id)));
  return v_lien;
end
$$;

comment on function ledger.extend_lien(uuid, uuid, timestamptz, uuid) is
  'Moves the expiry of an active lien; null is never.';
