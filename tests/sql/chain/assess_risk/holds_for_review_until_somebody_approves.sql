select plan(16);
select open_books();
select fund('alice', '1000.00');
select rule('chain_exposure', 100, 'review', p_account => 'alice');
create temp table ids as select start(chain_of(
  pay('small', 'alice', 'bob', '50.00'), pay('big', 'alice', 'bob', '51.00', after('small')),
  pay('last', 'bob', 'cash', '101.00', after('big')))) as id;
select is(step_states(id), 'small SUCCEEDED, big WAITING, last PENDING', 'what is above waits, and what depends on it')
from ids;
select is((chain_state(id), waiting_on)::text, '(EXECUTING,"big: review")', 'and says for what')
from ids join chain.chains using (id);
select is(available('alice'), 950.00, 'it holds nothing');
select throws_ok(
  'select chain.signal(company(), id, ''big'', ''{}'', ''approval'') from ids', 'SG037', null,
  'who asked for it does not approve it');
select throws_ok(
  'select judge(id, ''small'') from ids', 'SG032', null, 'nobody approves what is not held');
select throws_ok(
  'select judge(id, ''last'') from ids', 'SG032', null, 'or not yet');
select is((select state from chain.advance(company(), id)), 'EXECUTING', 'it goes on for nothing else') from ids;
select book(transfer('alice', 'cash', '950.00'));
select is((select state from chain.advance(company(), id)), 'EXECUTING', 'nor fails for what is gone meanwhile') from ids;
select fund('alice', '950.00');
select is((select count(*) from chain.risk_assessments where outcome = 'held'), 1::bigint, 'and is held once');
select is(judge(id, 'big'), 'COMPLETED', 'an approval lets it go on') from ids;
select is(balance('alice'), 899.00, 'with all that it is for');
select results_eq(
  'select step, amount, measured, decision, outcome from chain.risk_assessments order by id',
  $$values ('small', 50.00, 50.00, 'allow', 'passed'), ('big', 51.00, 101.00, 'review', 'held'),
    ('big', 51.00, 101.00, 'approved', 'passed')$$,
  'what was said is kept');
truncate ids;
insert into ids select start(chain_of(pay('big', 'alice', 'bob', '101.00')));
select rule('chain_exposure', 100, 'off', p_account => 'alice');
select is((select state from chain.advance(company(), id)), 'COMPLETED', 'so does the rule when it is off') from ids;
select rule('chain_exposure', 100, 'review', p_account => 'alice');
truncate ids;
insert into ids select start(chain_of(pay('big', 'alice', 'bob', '101.00')));
select is(judge(id, 'big', 'rejection'), 'ROLLED_BACK SG025', 'a rejection refuses it') from ids;
truncate ids;
select set_clock('2030-01-01T00:00:00Z');
insert into ids select start(chain_of(pay('big', 'alice', 'bob', '101.00', '{"timeout": 60}')));
select set_clock('2030-01-01T00:01:00Z');
select is((select failure ->> 'code' from chain.advance(company(), id)), 'SG024', 'so does its timeout') from ids;
select is_empty(
  'select id from chain.chains c, chain.replay(c.company_id, c.id) union all '
    'select id from chain.chains c, chain.verify(c.company_id, c.id)', 'the events tell of it all');
select * from finish();
