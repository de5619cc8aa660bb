select plan(2);
select open_books(), set_clock('2030-01-01Z');
select place('cash', 1, '2030-01-02Z');
select (extend_lien(company(), id, '2030-01-03Z')).version,
       (extend_lien(company(), id, '2030-01-03Z')).version from liens;
select is(version, 2, 'the same expiry is no change') from liens;
select results_eq(
  $$select aggregate_version, subject, (payload ->> 'expires_at')::timestamptz from outbox
    order by aggregate_version$$,
  $$values (1::bigint, 'ledger.lien.placed', '2030-01-02Z'::timestamptz),
    (2, 'ledger.lien.extended', '2030-01-03Z')$$,
  'one event');
select * from finish();
