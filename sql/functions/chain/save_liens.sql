-- Writes liens of a chain: those that were there and have changed, or those that are new.

create or replace function chain.save_liens(p_liens ledger.liens[], p_are_new boolean)
  returns void
  language plpgsql
as $$
declare
  v_liens ledger.liens[] := array(select l from unnest(p_liens) l where (l.version = 0) = p_are_new);
begin
  if v_liens = '{}' then
    return;
  elsif p_are_new then
    for i in 1 .. cardinality(v_liens) loop
      v_liens[i].version := 1;
    end loop;
    insert into ledger.liens select l.* from unnest(v_liens) l;
  else
    with saved as (
      update ledger.liens l
      set captured = n.captured, released = n.released, status = n.status, ended_at = n.ended_at,
          version = l.version + 1
      from unnest(v_liens) n
      where l.company_id = n.company_id and l.id = n.id
        and (l.captured, l.released, l.status) is distinct from (n.captured, n.released, n.status)
      returning l.*
    )
    select array_agg(s::ledger.liens) into v_liens from saved s;
  end if;
  perform ledger.emit_liens(array_agg(l), e.event)
  from unnest(v_liens) l
  cross join lateral (
    select case when l.status <> 'active' then l.status
      when p_are_new then 'placed' else 'changed' end as event
  ) e
  group by e.event;
end
$$;

comment on function chain.save_liens(ledger.liens[], boolean) is 'Private: writes liens of a chain.';
