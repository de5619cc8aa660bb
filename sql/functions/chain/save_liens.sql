-- Writes liens of a chain that hold less than they did, or those that hold more and those that are new.
-- Returns what is told of them.

create or replace function chain.save_liens(p_liens ledger.liens[], p_hold_more boolean)
  returns relay.event[]
  language plpgsql
as $$
declare
  v_new ledger.liens[];
  v_old ledger.liens[];
  v_changed ledger.liens[];
  v_told relay.event[];
  v_lien ledger.liens;
begin
  foreach v_lien in array coalesce(p_liens, '{}') loop
    if v_lien.version > 0 then
      v_old := v_old || v_lien;
    elsif p_hold_more then
      v_lien.version := 1;
      v_new := v_new || v_lien;
    end if;
  end loop;
  if v_old is not null then
    with saved as (
      update ledger.liens l
      set captured = n.captured, released = n.released, status = n.status, ended_at = n.ended_at,
          version = l.version + 1
      from unnest(v_old) n
      where l.company_id = n.company_id and l.id = n.id
        and (l.captured, l.released, l.status) is distinct from (n.captured, n.released, n.status)
        and (n.captured + n.released < l.captured + l.released) = p_hold_more
      returning l.*
    )
    select array_agg(s::ledger.liens) into v_changed from saved s;
  end if;
  if v_new is not null then
    insert into ledger.liens select l.* from unnest(v_new) l;
  end if;
  foreach v_lien in array coalesce(v_changed || v_new, '{}') loop
    v_told := v_told || ledger.lien_events(array[v_lien], case
      when v_lien.status <> 'active' then v_lien.status
      when v_lien.version = 1 then 'placed'
      else 'changed' end);
  end loop;
  return v_told;
end
$$;

comment on function chain.save_liens(ledger.liens[], boolean) is 'Private: writes liens of a chain.';
