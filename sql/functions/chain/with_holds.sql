-- Liens after holds: those that name a lien take from it (or put back, where the amount is negative), the
-- others are new ones, of version 0 until they are written.

create or replace function chain.with_holds(
  p_liens ledger.liens[],
  p_holds chain.hold[],
  p_accounts chain.account[],
  p_chain chain.chains,
  p_step text,
  p_at timestamptz
)
  returns ledger.liens[]
  language plpgsql
as $$
declare
  v_liens ledger.liens[] := p_liens;
  v_hold chain.hold;
  v_nth integer;
  v_lien ledger.liens;
begin
  foreach v_hold in array coalesce(p_holds, '{}') loop
    if v_hold.lien_id is null then
      v_lien := row(
        (select a.company_id from unnest(p_accounts) a where a.id = v_hold.account_id),
        ledger.new_id(), v_hold.account_id, v_hold.amount, 0, 0, 'active', 'Chain ' || p_chain.id, null,
        p_chain.id, p_step, v_hold.beneficiary_id, 0, p_chain.principal_id, '{}', p_at, null)::ledger.liens;
      v_liens := v_liens || v_lien;
    else
      v_nth := array_position(array(select l.id from unnest(v_liens) l), v_hold.lien_id);
      v_lien := v_liens[v_nth];
      v_lien.released := v_lien.released + v_hold.amount;
      v_lien.status := case v_lien.captured + v_lien.released
        when v_lien.amount then 'released' else 'active' end;
      v_lien.ended_at := case v_lien.status when 'released' then p_at end;
      v_liens[v_nth] := v_lien;
    end if;
  end loop;
  return v_liens;
end
$$;

comment on function chain.with_holds(
  ledger.liens[], chain.hold[], chain.account[], chain.chains, text, timestamptz) is
  'Private: liens of a chain after holds were placed or given up.';
