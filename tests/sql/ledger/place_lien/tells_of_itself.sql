select plan(1);
select open_books(), set_clock('2030-01-01Z');
select from place_lien(company(), account('cash'), 30, 'A taxi', '2030-01-02Z');
select results_eq(
  'select o.company_id, o.aggregate, o.aggregate_version, o.subject, o.payload::jsonb from outbox o',
  $$select company(), 'lien/' || id, 1::bigint, 'ledger.lien.placed', jsonb_build_object(
      'v', 1, 'lien_id', id, 'company_id', company(), 'account_id', account('cash'), 'status', 'active',
      'amount', '30.00',
      'captured', '0', 'released', '0', 'held', '30.00', 'expires_at',
      '2030-01-02T00:00:00.000000Z',
      'reason', 'A taxi')
    from liens$$,
  'one event, amounts are strings');
select * from finish();
