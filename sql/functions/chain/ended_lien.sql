create or replace function chain.ended_lien(p_lien ledger.liens, p_is_captured boolean, p_at timestamptz)
  returns ledger.liens
  language plpgsql
  immutable
as $$
declare
  v_lien ledger.liens := p_lien;
begin
  if p_is_captured then
    v_lien.captured := v_lien.amount - v_lien.released;
    v_lien.status := 'captured';
  else
    v_lien.released := v_lien.amount - v_lien.captured;
    v_lien.status := 'released';
  end if;
  v_lien.ended_at := p_at;
  return v_lien;
end
$$;

comment on function chain.ended_lien(ledger.liens, boolean, timestamptz) is
  'Private: a lien all of whose rest is captured or released.';
