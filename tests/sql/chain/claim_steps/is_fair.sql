-- By priority, then the companies in turn; no more of a handler than it bears.
select plan(6);
select open_books();
select set_clock('2026-01-01 12:00Z');
select handler('shop'), handler('slow', 2), handler('rated', null, 2);
select count(*) from (
  select chain.submit(c.id, chain_of(outside(c.name || n, 'shop')) || jsonb_build_object('priority', c.priority))
  from (values (company(), 'acme', 0), ((ledger.create_company('tiny', 'Tiny')).id, 'tiny', 0),
    (company(), 'first', 5)) c (id, name, priority)
  cross join generate_series(1, 3) n) x;
select is(claimed(p_limit => 5), 'acme1, first1, first2, first3, tiny1', 'what comes first, then each in turn');
select is(claimed(p_limit => 5), 'acme2, acme3, tiny2, tiny3', 'to the end');
select count(*) from (select start(chain_of(outside('s' || n, 'slow'))) from generate_series(1, 3) n) x;
select is(claimed(), 's1, s2', 'no more at once than a handler bears');
select report('s1', 'succeeded');
select is(claimed(), 's3', 'until it has room');
select count(*) from (select start(chain_of(outside('r' || n, 'rated'))) from generate_series(1, 5) n) x;
select is(claimed(), 'r1, r2', 'nor in a second');
select set_clock('2026-01-01 12:00:00.5Z');
select is(claimed(), 'r3', 'but as time goes by');
select * from finish();
