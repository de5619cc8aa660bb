-- breaks_invariants
select plan(3);
select open_books(), set_clock('2030-01-01Z');
select place('cash', 5, '2030-01-02Z');
alter table balances disable trigger all;
create function pg_temp.found_after(p_change text) returns text language plpgsql as $$
declare
  v_found text;
begin
  execute format('update ledger.balances set %s where account_id = account(''cash'')', p_change);
  select string_agg(broken, ', ') into v_found from audit.invariants where subject_id = account('cash');
  raise exception using errcode = 'TAP00';
exception
  when sqlstate 'TAP00' then return v_found;
end
$$;
select is(pg_temp.found_after(c.change), 'held is the sum of active liens and reservations', c.change)
from (values ('held = 4'), ('next_lien_expiry = null'), ($$next_lien_expiry = '2030-01-03Z'$$)) c (change);
select * from finish();
