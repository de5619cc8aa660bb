select plan(2);
select cmp_ok(audit.clock(), '>', now(), 'not the beginning of the transaction');
select cmp_ok(abs(extract(epoch from clock_timestamp() - audit.clock())), '<', 5::numeric, 'now');
select * from finish();
