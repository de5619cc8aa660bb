select plan(4);
select open_books();
select fund('alice', '100.00');
create temp table ids as select start(chain_of(pay('a', 'alice', 'bob', '1.00'), step('go', 'callback'))) as id;
create temp view differs as
select d.subject, d.by_events, d.by_rows from ids i cross join lateral chain.replay(company(), i.id) d;
select is_empty('select * from differs', 'nothing at first');
alter table chain.steps disable trigger user;
update chain.steps set state = 'SKIPPED' where name = 'a';
select results_eq('select * from differs', $$values ('step a', 'SUCCEEDED', 'SKIPPED')$$, 'a step');
update chain.steps set state = 'SUCCEEDED' where name = 'a';
alter table chain.deferred_transfers disable trigger user;
update chain.deferred_transfers set debit_amount = 5 where debit_amount > 0;
select is(count(*), 1::bigint, 'what a step deferred') from differs;
update chain.deferred_transfers set debit_amount = 1 where debit_amount > 0;
select chain.signal(company(), id, 'go') from ids;
select is_empty('select * from differs', 'nor when it has ended');
select * from finish();
