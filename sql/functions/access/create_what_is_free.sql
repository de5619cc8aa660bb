-- Creates what the items at p_indexes (from 1) ask for. Where somebody holds something for longer than
-- lock_timeout, the others are done: first without those that need an account which is held, then without
-- those that may wait for something else; who was left out comes back as 55P03. Positions are indexes into
-- p_items. Raises 55P03 when the rest has to wait too.

create or replace function access.create_what_is_free(p_items access.item[], p_indexes integer[])
  returns setof ledger.created
  language plpgsql
as $$
declare
  v_creations ledger.creation[] := array(
    select row(c.company_id, c.body, c.caller)::ledger.creation
    from unnest(p_indexes) with ordinality i (index, nth)
    cross join lateral (select (p_items[i.index]).*) c
    order by i.nth);
  v_all integer[] := array(select n from generate_series(1, cardinality(p_indexes)) n);
  v_free integer[] := v_all;
  v_created ledger.created[];
begin
  for v_try in 1 .. 3 loop
    begin
      v_created := array(
        select c
        from ledger.create_atomic_transactions(array(
          select v_creations[f.n] from unnest(v_free) with ordinality f (n, nth) order by f.nth)) c);
      exit;
    exception
      when lock_not_available then
        if v_try = 3 then
          raise;
        end if;
        v_free := array(
          select w.position + 1 from ledger.find_waits(v_creations) w
          where not w.needs_held and (v_try = 1 or not w.may_wait_else) order by 1);
    end;
  end loop;
  return query
  select p_indexes[v_free[c.position + 1]], c.code, c.body from unnest(v_created) c;
  return query
  select p_indexes[n], '55P03', jsonb_build_object('detail', 'Somebody holds what it needs')
  from unnest(v_all) n
  where n <> all (v_free);
end
$$;

comment on function access.create_what_is_free(access.item[], integer[]) is
  'Private: creates those of a batch that need not wait for long.';
