-- Of each creation, by position, whether somebody else holds an account that it names at the moment, and
-- whether it may have to wait for something else: a group of a name, or the accounts in which companies
-- settle.
-- Locks the balances of the accounts that nobody holds; waits for none. (Hash joins: of what is in memory.)

create or replace function ledger.find_waits(p_creations ledger.creation[])
  returns table ("position" integer, needs_held boolean, may_wait_else boolean)
  language plpgsql
  set enable_hashjoin = on
as $$
declare
  v_reading ledger.reading := ledger.read_transactions(
    ledger.creations_as_transactions(p_creations), array(select c.caller from unnest(p_creations) c));
begin
  return query
  with free as materialized (
    select f.company_id, f.account_id from ledger.lock_free_balances(v_reading.lines) f
  )
  select l.position, coalesce(bool_or(l.account_id is not null and f.account_id is null), false),
         (p_creations[l.position + 1]).body ->> 'group_name' is not null
           or min(l.company_id::text) <> max(l.company_id::text)
  from unnest(v_reading.lines) l
  left join free f on f.company_id = l.company_id and f.account_id = l.account_id
  group by l.position;
end
$$;

comment on function ledger.find_waits(ledger.creation[]) is
  'Private: which creations would have to wait for somebody.';
