-- What an act takes of an account counts though it brings as much, and so does what it takes of a lien that was
-- placed before the account was blocked. Exposure is what is left of it.
select plan(13);
select open_books();
select fund('alice', '1000.00'), new_account('transit', 'liability', 'EUR');
create function pg_temp.through(p_timing text) returns jsonb language sql as $$
  select step('through', 'entry', jsonb_build_object('timing', p_timing, 'lines', jsonb_build_array(
    debit('alice', '100.00'), credit('transit', '100.00'), debit('transit', '100.00'), credit('bob', '100.00'))))
$$;
select rule('chain_exposure', 0, 'deny', p_account => 'transit');
select is(outcome(pg_temp.through('deferred')), 'COMPLETED', 'what passes through is no exposure');
select rule('velocity_count', 0, 'deny', '1 day', 'transit');
select is(outcome(pg_temp.through('deferred')), 'ROLLED_BACK SG050', 'but an act');
select rule('velocity_count', 0, 'off', '1 day', 'transit');
select rule('blocked_account', 0, 'deny', p_account => 'transit');
select is(outcome(pg_temp.through('deferred')), 'ROLLED_BACK SG050', 'nothing passes through a blocked account');
select is(outcome(pg_temp.through('immediate')), 'ROLLED_BACK SG050', 'at once neither');
select results_eq(
  $$select rule, amount, brought, measured from chain.risk_assessments where decision = 'deny' order by id limit 2$$,
  $$values ('velocity_count', 100.00, 100.00, 1.00), ('blocked_account', 100.00, 100.00, 200.00)$$,
  'it was taken and brought');
select rule('blocked_account', 0, 'off', p_account => 'transit');

create temp table ids as
select start(chain_of(
  lien('hold', 'alice', 'bob', '100.00'), step('go', 'callback'),
  step('take', kind, params || '{"lien": "hold"}', after('go')))) as id, kind, params ->> 'to' is not null as is_to
from (values
  ('capture_lien', '{}'), ('capture_lien', jsonb_build_object('to', account('cash'))), ('release_lien', '{}')
) k (kind, params);
select rule('blocked_account', 0, 'deny', p_account => 'alice');
select is((chain.signal(company(), id, 'go')).state, 'ROLLED_BACK', 'a lien on it is not captured')
from ids where kind = 'capture_lien' and not is_to;
select is((chain.signal(company(), id, 'go')).failure ->> 'code', 'SG050', 'for nobody') from ids where is_to;
select is((chain.signal(company(), id, 'go')).state, 'COMPLETED', 'but it is released') from ids where kind = 'release_lien';
select results_eq(
  $$select amount, measured from chain.risk_assessments where step = 'take' order by id$$,
  $$values (0.00, 100.00), (0.00, 100.00)$$, 'it counted when it was placed');
select is(balance('alice'), 900.00, 'nothing else was taken');

select rule('blocked_account', 0, 'off', p_account => 'alice');
truncate ids;
insert into ids select start(chain_of(
  lien('hold', 'alice', 'bob', '100.00'), step('most', 'capture_lien', '{"lien": "hold", "amount": "90.00"}'),
  step('go', 'callback'), step('rest', 'capture_lien', '{"lien": "hold"}', after('go'))));
select rule('blocked_account', 0, 'review', p_account => 'alice');
select is((chain.signal(company(), id, 'go')).waiting_on, 'rest: review', 'a capture is held') from ids;
select chain.rollback(company(), id, '{most}') from ids;
select is(judge(id, 'rest'), 'EXECUTING rest: review', 'of more than was to be approved') from ids;
select is(judge(id, 'rest'), 'COMPLETED', 'for another approval') from ids;
select * from finish();
