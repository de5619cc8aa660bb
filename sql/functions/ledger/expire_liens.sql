-- Sweeps liens whose expiry has passed, at most p_limit of them; returns how many. They stopped counting at
-- their expiry; this brings held in line and tells of it. Any number may sweep at once: liens that another
-- holds, and those of accounts that somebody holds, are left for the next sweep.
-- Locks the liens, then their balances; waits for none. Writes: liens (whose trigger lowers held), outbox.

create or replace function ledger.expire_liens(p_limit integer default 1000)
  returns integer
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
as $$
declare
  v_now timestamptz := audit.clock();
  v_liens ledger.liens[];
begin
  v_liens := array(
    select d from ledger.liens d
    where d.status = 'active' and d.expires_at <= v_now
    order by d.expires_at
    limit p_limit
    for update skip locked);
  v_liens := array(
    select l
    from unnest(v_liens) l
    where (l.company_id, l.account_id) in (
      select f.company_id, f.account_id
      from ledger.lock_free_balances(array(
        select ledger.blank_line(d.company_id, d.account_id) from unnest(v_liens) d)) f));
  perform ledger.lock_balances(array(
    select ledger.blank_line(l.company_id, l.account_id) from unnest(v_liens) l));

  with expired as (
    update ledger.liens l
    set released = l.amount - l.captured, status = 'expired', ended_at = v_now, version = l.version + 1
    from unnest(v_liens) d
    where l.company_id = d.company_id and l.id = d.id
    returning l.*
  )
  select array_agg(row(e.*)::ledger.liens) into v_liens from expired e;
  perform relay.emit(ledger.lien_events(v_liens, 'expired'));
  return coalesce(cardinality(v_liens), 0);
end
$$;

comment on function ledger.expire_liens(integer) is 'Sweeps liens whose expiry has passed; returns how many.';
