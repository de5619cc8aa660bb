-- One statement, two entries of different times: either it is refused, or each balance has its own entry's time, which the
-- invariants then see.
select plan(1);
select open_books();
create function pg_temp.write_two() returns text language plpgsql as $$
begin
  insert into ledger.journal_lines
  select * from direct_lines(header(2, '2030-01-01Z'), debit('cash', '5.00'), credit('alice', '5.00'))
  union all select * from direct_lines(header(2, '2031-01-01Z'), debit('bank', '5.00'), credit('bob', '5.00'));
  return 'written';
exception
  when sqlstate 'LG062' then return 'refused';
end
$$;
select ok(pg_temp.write_two() in ('written', 'refused'), 'written or refused');
select * from finish();
