-- A denial is tried again like any refusal; a new run is assessed and reviewed for itself.
select plan(10);
select open_books();
select set_clock('2030-01-01T00:00:00Z');
select fund('alice', '1000.00');
select rule('velocity_count', 1, 'deny', '1 minute');
select start(chain_of(pay('a', 'alice', 'bob', '1.00')));
create temp table ids as select start(chain_of(
  pay('a', 'alice', 'bob', '1.00', '{"retry": {"max_attempts": 2, "initial": 120}}'))) as id;
select is(waiting_on, 'a: retry', 'denied now') from ids join chain.chains using (id);
select set_clock('2030-01-01T00:02:00Z');
select is((select state from chain.advance(company(), id)), 'COMPLETED', 'but not later') from ids;
select rule('velocity_count', 1, 'off', '1 minute');
select rule('chain_exposure', 100, 'review');
truncate ids;
insert into ids select start(chain_of(
  step('ready', 'callback', '{}', '{"checkpoint": true}'), pay('big', 'alice', 'bob', '200.00', after('ready')))
  || '{"on_failure": "hold"}');
select is((select waiting_on from chain.signal(company(), id, 'ready')), 'big: review', 'it is held') from ids;
select is(judge(id, 'big', 'rejection'), 'FAILED SG025 operator', 'and rejected') from ids;
select is((select waiting_on from chain.resume(company(), id)), 'big: review', 'a new run is held anew') from ids;
select is(judge(id, 'big'), 'COMPLETED', 'and approved for itself') from ids;
select results_eq('select run, decision from chain.risk_assessments where step = ''big'' order by id',
  $$values (1, 'review'), (2, 'review'), (2, 'approved')$$, 'what was said of each run is kept');
truncate ids;
insert into ids select start(chain_of(pay('big', 'alice', 'bob', '200.00'), step('go', 'callback')));
select is((select state from chain.rollback(company(), id)), 'ROLLED_BACK', 'what is held can be cancelled') from ids;
select is((select count(*) from chain.risk_assessments a join ids i on i.id = a.chain_id), 1::bigint,
  'an assessment stays');
select throws_ok('select judge(id, ''big'') from ids', 'SG031', null, 'too late');
select * from finish();
