-- The money came at once, unguarded, to an account that was known only then, and is gone.
select plan(3);
select open_books();
select fund('alice', '100.00');
create temp table ids as select start(chain_of(
  step('cb', 'callback'),
  step('pay', 'transfer', jsonb_build_object(
    'from', account('alice'), 'to', '{"$ref": "$.steps.cb.to"}'::jsonb, 'amount', '100.00',
    'timing', 'immediate', 'guarded', false)),
  step('go', 'callback', '{}', after('pay')))) as id;
select chain.signal(company(), id, 'cb', jsonb_build_object('to', account('bob'))) from ids;
select book(transfer('bob', 'cash', '100.00'));
select is(state, 'ROLLING_BACK', 'it waits') from ids, chain.rollback(company(), id);
select is(balance('bob'), 0.00, 'and takes nobody below his floor');
select fund('bob', '100.00');
select is(state, 'ROLLED_BACK', 'until the money is there') from ids, chain.rollback(company(), id);
select * from finish();
