select plan(3);
set local role holdfast_worker;
select is(ledger.expire_liens(), 0, 'holdfast_worker');
set local role holdfast_api;
select is(ledger.expire_liens(), 0, 'holdfast_api');
set local role holdfast_reader;
select throws_ok('select ledger.expire_liens()', '42501', null, 'not holdfast_reader');
select * from finish();
