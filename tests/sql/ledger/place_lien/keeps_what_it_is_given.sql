select plan(1);
select open_books(), set_clock('2030-01-01Z');
select fund('alice', '100.00');
select results_eq(
  $$select company_id, account_id, amount::text, captured, released, status, reason, expires_at, version,
    principal_id,
           metadata, created_at, ended_at
    from place_lien(company(), account('alice'), 30, 'A taxi', '2030-01-02Z', '{"ride": 7}',
      '00000000-0000-4000-8000-00000000000a')$$,
  $$values (company(), account('alice'), '30.00', 0::amount, 0::amount, 'active', 'A taxi',
    '2030-01-02Z'::timestamptz, 1,
    '00000000-0000-4000-8000-00000000000a'::uuid, '{"ride": 7}'::jsonb, '2030-01-01Z'::timestamptz,
    null::timestamptz)$$,
  'the amount with the currency''s decimals');
select * from finish();
