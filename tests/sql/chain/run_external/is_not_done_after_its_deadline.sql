-- A pivot is in doubt when its chain's deadline passes: it is asked about, and not done if it was not; what is
-- known not to be done keeps no chain from being cancelled.
select plan(7);
select open_books();
select set_clock('2026-01-01 12:00Z');
select handler('shop');
create temp table ids as select start_in_doubt('pivot', '{"deadline": "2026-01-01T12:30:00Z"}') as id;
select chain.retry_step(company(), id, 'ship') from ids;
select set_clock('2026-01-01 12:31Z');
select go_on_with_due();
select is(claimed(), 'ship? (not wanted)', 'it is asked about alone');
select is(report('ship', 'failed'), 'FAILED', 'it was not done');
select go_on_with_due();
select is(chain_state(id), 'ROLLED_BACK', 'and will not be') from ids;
truncate ids;
insert into ids select start(chain_of(outside('ship', 'shop', 'pivot', '{"retry": {"max_attempts": 9}}')));
select claimed();
select report('ship', 'unknown');
select set_clock('2026-01-01 12:40Z');
select is(claimed(), 'ship?', 'another is asked about');
select is(report('ship', 'failed', '{"code": "http_503"}'), 'READY', 'it was not done either');
select is(state, 'ROLLED_BACK', 'so it may be cancelled') from ids, chain.rollback(company(), id);
select is(claimed(), null, 'and nobody begins it');
select * from finish();
