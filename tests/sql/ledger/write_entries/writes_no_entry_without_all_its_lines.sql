select plan(2);
select open_books();
create function pg_temp.entry_of_two_lines() returns ledger.entry language sql as $$
  select row(0, company(), new_id(), company(), new_id(), null, null, access.system_principal(), null, 'x', null,
    null, 2, '{}', null)::ledger.entry
$$;
select throws_ok(
  $$select ledger.write_entries(array[pg_temp.entry_of_two_lines()], null, clock_timestamp())$$,
  'LG060', null, 'without a line');
select is((select count(*) from journal_entries), 0::bigint, 'nothing was written');
select * from finish();
