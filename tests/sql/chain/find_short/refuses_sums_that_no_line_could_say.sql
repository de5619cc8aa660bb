-- Each amount is one, their sum is none: the settlement would have no line for it.
select plan(2);
select open_books();
create temp table ids as select start(chain_of(
  pay('a', 'cash', 'bank', repeat('9', 30)), pay('b', 'cash', 'bank', repeat('9', 30), after('a')), step('go', 'callback'))) as id;
select is(chain_state(id), 'ROLLED_BACK', 'not begun') from ids;
select is(failure ->> 'code', 'LG040', 'not what can never be settled') from chain.chains;
select * from finish();
