select plan(3);
select open_books(), set_clock('2030-01-01Z');
select fund('alice', '100.00');
select place('alice', 30), place('alice', 20, '2030-01-02Z');
select results_eq(
  $$select posted, held, available, version, as_of from account_balances where code = 'alice'$$,
  $$values (100.00, 50.00, 50.00, 1::bigint, '2030-01-01Z'::timestamptz)$$, 'what is held is not available');
select set_clock('2030-01-02Z');
select results_eq(
  $$select posted, held, available from account_balances where code = 'alice'$$,
  $$values (100.00, 30.00, 70.00)$$,
  'an expired lien does not count, swept or not');
select is(posted::text, '0', 'the currency''s decimals') from account_balances where code = 'yen';
select * from finish();
