-- As much as the threshold passes; one cent, one act or one second more does not.
select plan(25);
select open_books();
select set_clock('2030-01-01T00:00:00Z');
select fund('alice', '1000.00'), fund('bob', '1000.00');
create function pg_temp.wait() returns jsonb language sql as $$ select step('go', 'callback') $$;

select rule('largest_lien', 100, 'deny');
select is(outcome(lien('a', 'alice', 'bob', '100.00')), 'COMPLETED', 'largest lien: at it');
select is(outcome(lien('a', 'alice', 'bob', '100.01')), 'ROLLED_BACK SG050', 'above it');
select is(outcome(lien('a', 'alice', 'bob', '60.00'), lien('b', 'alice', 'bob', '60.00')), 'COMPLETED',
  'each lien by itself');
select is(outcome(pay('a', 'bob', 'alice', '200.00')), 'COMPLETED', 'no transfer');
select rule('largest_lien', 100, 'off');

select rule('chain_exposure', 100, 'deny', p_account => 'alice');
select is(outcome(lien('a', 'alice', 'bob', '60.00'), pay('b', 'alice', 'cash', '40.00')), 'COMPLETED',
  'exposure of a chain: liens and transfers');
select is(outcome(lien('a', 'alice', 'bob', '60.00'), pay('b', 'alice', 'cash', '40.01')),
  'ROLLED_BACK SG050', 'above it');
select is(outcome(
  step('a', 'transfer', pay('a', 'alice', 'bob', '60.00') -> 'params' || '{"timing": "immediate"}'),
  pay('b', 'alice', 'bob', '40.01', after('a'))), 'ROLLED_BACK SG050', 'what went at once counts');
select is(outcome(pay('a', 'bob', 'alice', '50.00'), pay('b', 'alice', 'cash', '150.00', after('a'))), 'COMPLETED',
  'what the chain itself brings does not');
select rule('chain_exposure', 100, 'off');

select rule('account_exposure', 100, 'deny');
select is(outcome(lien('a', 'alice', 'bob', '30.00'), pay('b', 'alice', 'bob', '30.00'), pg_temp.wait()),
  'EXECUTING go: signal:go', 'exposure of an account: one chain');
select is(outcome(pay('a', 'alice', 'bob', '40.00'), pg_temp.wait()), 'EXECUTING go: signal:go', 'and another');
select is(outcome(pay('a', 'alice', 'bob', '0.01')), 'ROLLED_BACK SG050', 'are all that there may be');
select is(outcome(pay('a', 'bob', 'alice', '50.00')), 'COMPLETED', 'of this account');
select chain.rollback(company(), id) from chain.chains where ended_at is null;
select is(outcome(pay('a', 'alice', 'bob', '100.00')), 'COMPLETED', 'until they have ended');
select rule('account_exposure', 100, 'off');

select new_account('transit', 'liability', 'EUR');
select rule('unbacked_exposure', 50, 'deny');
select fund('transit', '10.00');
select is(outcome(lien('a', 'transit', 'bob', '60.00'), pg_temp.wait()), 'EXECUTING go: signal:go',
  'unbacked: as much below nothing');
select is(outcome(lien('a', 'transit', 'bob', '0.01')), 'ROLLED_BACK SG050', 'by whatever chain, and no more');
select is(outcome(lien('a', 'alice', 'bob', '10.00')), 'COMPLETED', 'what has funds is backed');
select rule('unbacked_exposure', 50, 'off');

select rule('velocity_count', 2, 'deny', '1 hour');
select is(outcome(pay('a', 'alice', 'bob', '1.00'), lien('b', 'alice', 'bob', '1.00')), 'COMPLETED',
  'velocity: two acts, in one chain or more');
select is(outcome(pay('a', 'alice', 'bob', '1.00')), 'ROLLED_BACK SG050', 'the third is one too many');
select is(outcome(pay('a', 'bob', 'alice', '1.00')), 'COMPLETED', 'another account has its own count');
select set_clock('2030-01-01T00:59:59.999Z');
select is(outcome(pay('a', 'alice', 'bob', '1.00')), 'ROLLED_BACK SG050', 'within the hour');
select set_clock('2030-01-01T01:00:00Z');
select is(outcome(pay('a', 'alice', 'bob', '1.00')), 'COMPLETED', 'and after it');
select rule('velocity_count', 2, 'off', '1 hour');

select rule('velocity_amount', 100, 'deny', '1 day');
select is(outcome(lien('a', 'alice', 'bob', '60.00'), step('b', 'capture_lien', '{"lien": "a"}', after('a')),
  pay('c', 'alice', 'bob', '40.00', after('b'))), 'COMPLETED', 'amounts: a lien that is captured counts once');
select is(outcome(pay('a', 'alice', 'bob', '0.01')), 'ROLLED_BACK SG050', 'a cent more');
select rule('velocity_amount', 100, 'off', '1 day');

select rule('blocked_account', 0, 'deny', p_account => 'bob');
select is(outcome(pay('a', 'bob', 'alice', '0.01')), 'ROLLED_BACK SG050', 'blocked: nothing out');
select is(outcome(lien('a', 'alice', 'bob', '0.01')), 'ROLLED_BACK SG050', 'and nothing in favour of it');
select * from finish();
