select plan(12);
select open_books();
select fund('alice', '10.00');
select handler('shop');
create temp table ids as select start(chain_of(
  outside('ship', 'shop', 'compensatable'), pay('pay', 'alice', 'bob', '5.00', after('ship')))) as id;
select is(waiting_on, 'ship: outside: shop', 'it waits') from chain.chains;
select is(claimed(), 'ship', 'a worker has it');
select is(claimed('bob'), null, 'and nobody else');
select is(report('ship', 'succeeded', '{"output": {"parcel": "7"}}'), 'SUCCEEDED', 'it was done');
select go_on_with_due();
select is(chain_state(id), 'COMPLETED', 'so the chain goes on') from ids;
select is(output, '{"parcel": "7"}', 'with the answer') from chain.steps where name = 'ship';
select is_empty('select * from chain.list_due()', 'and nothing is left to do');
truncate ids;
insert into ids select start(chain_of(
  outside('ship', 'shop', 'compensatable'), pay('pay', 'alice', 'bob', '50.00', after('ship'))));
select claimed();
select report('ship', 'succeeded', '{"output": {"parcel": "8"}}');
select go_on_with_due();
select is(chain_state(id), 'ROLLING_BACK', 'what fails later undoes it') from ids;
select is(claimed(), 'undo ship', 'outside too');
select is(report('ship', 'succeeded', p_is_undoing => true), 'SUCCEEDED', 'which was done');
select go_on_with_due();
select is(chain_state(id), 'ROLLED_BACK', 'and then it is') from ids;
select is_empty('select * from ids i, chain.replay(company(), i.id)', 'as the events tell');
select * from finish();
