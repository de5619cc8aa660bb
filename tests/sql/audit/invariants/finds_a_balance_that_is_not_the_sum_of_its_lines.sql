-- breaks_invariants
select plan(5);
select open_books();
select fund('alice', '5.00');
alter table balances disable trigger all;
create function pg_temp.found_after(p_change text) returns text language plpgsql as $$
declare
  v_found text;
begin
  execute format('update ledger.balances set %s where account_id = account(''alice'')', p_change);
  select string_agg(broken, ', ') into v_found from audit.invariants where subject_id = account('alice');
  raise exception using errcode = 'TAP00';
exception
  when sqlstate 'TAP00' then return v_found;
end
$$;
select is(pg_temp.found_after(c.change), 'balance is the sum of its lines', c.change)
from (values
  ('credits = 6'), ('debits = 1, credits = 6'), ('version = 2'),
  ($$posted_at = posted_at + interval '1 second'$$),
  ('posted_at = null')) c (change);
select * from finish();
