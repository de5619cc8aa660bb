-- Whosever the chain is: who bears the risk sets the rules, and has a say in the review.
select plan(11);
select open_books(), open_books('birch');
select fund('alice', '100.00');
select book(transaction(jsonb_build_object('company_id', company('birch'), 'description', 'x', 'lines',
  jsonb_build_array(debit('birch/cash', '100.00'), credit('birch/alice', '100.00')))));
select rule('largest_lien', 10, 'deny');
select chain.set_risk_rule(company('birch'), 'exposure', 'chain_exposure', 10, 'review', 'EUR');
select is(outcome(pay('a', 'alice', 'birch/bob', '50.00')), 'COMPLETED', 'who receives is not asked');
create temp table ids as select start(chain_of(pay('a', 'birch/alice', 'bob', '11.00'))) as id;
grant select on ids to public;
select is(waiting_on, 'a: review', 'who gives is') from ids join chain.chains using (id);
select with_key('acme', '{chains:approve}', 'acme'), with_key('birch', '{ledger:read}', 'birch'),
  with_key('both', '{chains:approve}', 'acme', 'birch');
select is((ask('acme', 'approve_step', null, jsonb_build_object('id', id), '{"step": "a"}')).body ->> 'waiting_on',
  'a: review', 'somebody of the chain''s company alone does not approve it') from ids;
select is((ask('both', 'approve_step', null, jsonb_build_object('id', id), '{"step": "a"}')).body ->> 'state',
  'COMPLETED', 'somebody who may act for the other does') from ids;
select is((select count(*) from chain.risk_assessments where company_id = company('birch')), 2::bigint,
  'what was said stands in its books');
select chain.set_risk_rule(company('birch'), 'mine', 'blocked_account', 0, 'deny', 'EUR',
  p_account_id => account('birch/bob'));
select is(outcome(pay('a', 'alice', 'birch/bob', '1.00')), 'ROLLED_BACK SG050', 'a blocked account receives nothing');
select is((chain.submit(company(), chain_of(pay('a', 'alice', 'birch/bob', '1.00')))).failure ->> 'detail',
  'Denied by a risk rule: one of another company', 'and who sends is not told by which rule, or for which account');
select chain.set_risk_rule(company(), 'own', 'blocked_account', 0, 'deny', 'EUR', p_account_id => account('alice'));
select is((chain.submit(company(), chain_of(pay('a', 'alice', 'birch/bob', '1.00')))).failure ->> 'detail',
  format('Denied by a risk rule: %s', string_agg(d, '; ' order by c)), 'but by which of its own')
from (values
  (company(), format('own, on account %s', account('alice'))), (company('birch'), 'one of another company')) v (c, d);
select isnt_empty('select from chain.risk_rules where company_id = company()', 'a rule of another company');
insert into access.logins select session_user, id from access.principals where name = 'birch';
set local role holdfast_reader;
select results_eq('select distinct company_id from chain.risk_rules', $$select company('birch')$$,
  'a reader sees the rules of its own');
select results_eq('select distinct company_id from chain.risk_assessments', $$select company('birch')$$,
  'and what they said');
select * from finish();
