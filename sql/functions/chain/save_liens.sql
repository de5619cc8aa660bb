-- Writes liens of a chain that hold less than they did, or those that hold more and those that are new.

create or replace function chain.save_liens(p_liens ledger.liens[], p_hold_more boolean)
  returns void
  language plpgsql
as $$
declare
  v_new ledger.liens[] := array(select l from unnest(p_liens) l where l.version = 0 and p_hold_more);
  v_changed ledger.liens[];
begin
  if coalesce(cardinality(p_liens), 0) = 0 then
    return;
  end if;
  for i in 1 .. cardinality(v_new) loop
    v_new[i].version := 1;
  end loop;
  with saved as (
    update ledger.liens l
    set captured = n.captured, released = n.released, status = n.status, ended_at = n.ended_at,
        version = l.version + 1
    from unnest(p_liens) n
    where l.company_id = n.company_id and l.id = n.id and n.version > 0
      and (l.captured, l.released, l.status) is distinct from (n.captured, n.released, n.status)
      and (n.captured + n.released < l.captured + l.released) = p_hold_more
    returning l.*
  )
  select array_agg(s::ledger.liens) into v_changed from saved s;
  insert into ledger.liens select l.* from unnest(v_new) l;
  perform ledger.emit_liens(array_agg(l), e.event)
  from unnest(v_changed || v_new) l
  cross join lateral (
    select case when l.status <> 'active' then l.status
      when l.version = 1 then 'placed' else 'changed' end as event
  ) e
  group by e.event;
end
$$;

comment on function chain.save_liens(ledger.liens[], boolean) is 'Private: writes liens of a chain.';
