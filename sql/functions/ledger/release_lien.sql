-- Gives back a part of what a lien holds, or all of it (null). A lien that was released before is
-- returned as it is.
-- Raises LN001, LN003 (more than is held), LN004, LN005, LN006. Locks the lien, then its balance.
-- Writes: liens, outbox.

create or replace function ledger.release_lien(
  p_company_id uuid,
  p_lien_id uuid,
  p_amount numeric default null,
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
  v_amount numeric;
begin
  select l.* into v_lien from ledger.liens l
  where l.company_id = p_company_id and l.id = p_lien_id for update;
  if v_lien.status = 'released' and p_amount is null then
    return v_lien;
  end if;

  select l.* into v_locked from ledger.lock_lien(p_company_id, p_lien_id, null) l;
  v_lien := v_locked.lien;
  v_amount := ledger.part_of_lien(v_lien, p_amount);
  update ledger.liens l
  set released = l.released + v_amount,
      status = case when l.amount = l.captured + l.released + v_amount then 'released' else 'active' end,
      ended_at = case when l.amount = l.captured + l.released + v_amount then v_locked.locked_at end,
      version = l.version + 1
  where l.company_id = p_company_id and l.id = p_lien_id
  returning * into v_lien;
  perform relay.emit(ledger.lien_events(array[v_lien], 'released',
    jsonb_build_object('released_now', v_amount::text, 'principal_id', p_principal_id)));
  return v_lien;
end
$$;

comment on function ledger.release_lien(uuid, uuid, numeric, uuid) is
  'Gives back a part of what an active lien holds; null is all of it.';
