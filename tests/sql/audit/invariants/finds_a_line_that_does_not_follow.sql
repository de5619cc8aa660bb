-- breaks_invariants
select plan(4);
select open_books();
select set_clock('2030-01-01Z'), fund('alice', '5.00');
select set_clock('2030-01-02Z'), fund('alice', '5.00');
alter table journal_lines disable trigger all;
alter table journal_entries disable trigger all;
create function pg_temp.found_after(p_change text) returns boolean language plpgsql as $$
declare
  v_found boolean;
begin
  execute p_change;
  v_found := exists (select from audit.invariants where broken = 'line follows from the one before');
  raise exception using errcode = 'TAP00';
exception
  when sqlstate 'TAP00' then return v_found;
end
$$;
select ok(pg_temp.found_after(c.change), c.change)
from (values
  ('update ledger.journal_lines set balance_after = 6 where balance_after = 5'),
  ('update ledger.journal_lines set account_version = 3 where account_version = 2'),
  ($$update ledger.journal_lines set currency = 'USD'$$),
  ($$update ledger.journal_entries set posted_at = '2029-01-01Z' where posted_at = '2030-01-02Z'$$)
) c (change);
select * from finish();
