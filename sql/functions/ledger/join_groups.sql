-- The group of each creation of p_creations at p_indexes (from 1), in their order: the open one of its name,
-- joined or made, in the order of the names; without a name one of its own.

create or replace function ledger.join_groups(p_creations ledger.creation[], p_indexes integer[])
  returns uuid[]
  language plpgsql
as $$
declare
  v_id uuid := ledger.new_id();
  v_now timestamptz := audit.clock();
  v_groups uuid[] := array(
    select ledger.id_after(v_id, n) from generate_series(1, cardinality(p_indexes)) n);
  v_named record;
  v_group uuid;
begin
  insert into ledger.transaction_groups (company_id, id, description, created_at)
  select c.company_id, v_groups[k.nth], c.body ->> 'description', v_now
  from unnest(p_indexes) with ordinality k (index, nth)
  cross join lateral (select (p_creations[k.index]).*) c
  where c.body ->> 'group_name' is null;

  for v_named in
    select c.company_id, c.body ->> 'group_name' as name, array_agg(k.nth order by k.nth) as members,
           (array_agg(c.body ->> 'description' order by k.nth))[1] as description
    from unnest(p_indexes) with ordinality k (index, nth)
    cross join lateral (select (p_creations[k.index]).*) c
    where c.body ->> 'group_name' is not null
    group by 1, 2
    order by 1, 2
  loop
    v_group := ledger.join_group(v_named.company_id, v_named.name, v_named.description);
    for i in 1 .. cardinality(v_named.members) loop
      v_groups[v_named.members[i]] := v_group;
    end loop;
  end loop;
  return v_groups;
end
$$;

comment on function ledger.join_groups(ledger.creation[], integer[]) is
  'Private: finds or makes the groups of creations.';
