-- Creates what the items at p_indexes (from 1) ask for. Where somebody holds an account for longer than
-- lock_timeout, those that need it come back as 55P03, and the others are done. Positions are indexes into
-- p_items.
-- Raises 55P03 when the others have to wait too.

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
  v_contended integer[];
  v_free integer[];
begin
  return query
  select p_indexes[c.position + 1], c.code, c.body from ledger.create_atomic_transactions(v_creations) c;
exception
  when lock_not_available then
    v_contended := array(select c from ledger.find_contended(v_creations) c);
    v_free := array(
      select n from generate_series(0, cardinality(v_creations) - 1) n where n <> all (v_contended));
    return query
    select p_indexes[n + 1], '55P03', jsonb_build_object('detail', 'Somebody holds an account that it needs')
    from unnest(v_contended) n;
    return query
    select p_indexes[v_free[c.position + 1] + 1], c.code, c.body
    from ledger.create_atomic_transactions(array(
      select v_creations[f.n + 1] from unnest(v_free) with ordinality f (n, nth) order by f.nth)) c;
end
$$;

comment on function access.create_what_is_free(access.item[], integer[]) is
  'Private: creates those of a batch that need not wait for long.';
