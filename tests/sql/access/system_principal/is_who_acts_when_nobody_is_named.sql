select plan(2);
select open_books();
select book(transfer('cash', 'sales', '1.00'));
select is(principal_id, system_principal(), 'in the journal') from journal_entries;
select is(count(distinct principal_id), 1::bigint, 'and in the log') from audit.log
where principal_id = system_principal();
select * from finish();
