-- The lien is on an account of the other company: the reader does not see what it brings.
select plan(3);
select open_books(), open_books('birch');
select book(transfer('birch/cash', 'birch/bob', '100.00'));
create temp table ids as select start(chain_of(
  lien('hold', 'birch/bob', 'alice', '40.00'),
  pay('pay', 'alice', 'bob', '30.00', after('hold')),
  step('go', 'callback', '{}', after('pay')))) as id;
select with_key('acme', '{ledger:read}', 'acme');
insert into access.logins select session_user, id from access.principals where name = 'acme';
set local role holdfast_reader;
select is_empty('select * from audit.invariants', 'while it waits');
reset role;
select is(state, 'COMPLETED', 'it ends') from ids, chain.signal(company(), id, 'go');
set local role holdfast_reader;
select is_empty('select * from audit.invariants', 'when it is settled');
reset role;
select * from finish();
