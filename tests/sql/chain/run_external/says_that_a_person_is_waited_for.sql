-- Nobody can say whether it was done, and it is to be undone.
select plan(3);
select open_books();
select handler('shop');
create temp table ids as select start(chain_of(outside('ship', 'shop', 'compensatable'))) as id;
select is(claimed(), 'ship', 'a worker has it');
select is(report('ship', 'unknown', '{"is_final": true}'), 'PARKED', 'and cannot say');
select is(waiting_on, 'ship: operator: shop', 'a person has to') from ids, chain.rollback(company(), id);
select * from finish();
