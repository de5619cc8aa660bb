-- Who sets a handler says where workers call, with which secret, for all companies.
select plan(3);
select throws_ok($$set local role holdfast_worker; select chain.set_handler('shop', 'http')$$, '42501', null, 'a job');
reset role;
select throws_ok($$set local role holdfast_api; select chain.set_handler('shop', 'http')$$, '42501', null, 'the service');
reset role;
select throws_ok(
  $$set local role holdfast_reader; select chain.set_handler('shop', 'http')$$, '42501', null, 'a reader');
select * from finish();
