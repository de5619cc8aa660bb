-- Forgets the oldest idempotency keys above an age, at most p_limit of them; returns how many. From then on a
-- request under such a key is a new one. Any number may sweep at once: keys that another holds are left to
-- it. Raises LG019 for less than a day: a client that asks again soon must find its key.
-- Writes: idempotency_keys.

create or replace function access.sweep_keys(
  p_age interval default '30 days',
  p_limit integer default 1000
)
  returns integer
  language plpgsql
  security definer
  set search_path = pg_catalog, pg_temp
  set enable_seqscan = off
  set enable_hashjoin = off
  set enable_mergejoin = off
as $$
declare
  v_before timestamptz := audit.clock() - p_age;
  v_swept integer;
begin
  if coalesce(p_age, '0') < interval '1 day' then
    raise exception using errcode = 'LG019', message = 'Keys are kept for a day at least';
  end if;
  delete from access.idempotency_keys k
  where k.ctid = any (array(
    select o.ctid from access.idempotency_keys o
    where o.created_at < v_before
    order by o.created_at
    limit p_limit
    for update skip locked));
  get diagnostics v_swept = row_count;
  return v_swept;
end
$$;

comment on function access.sweep_keys(interval, integer) is
  'Forgets idempotency keys above an age; returns how many.';
