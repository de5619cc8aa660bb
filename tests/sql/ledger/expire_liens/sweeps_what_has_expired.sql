select plan(5);
select open_books(), set_clock('2030-01-01Z');
select fund('alice', '100.00');
select place('alice', 1, '2030-01-02Z'), place('alice', 2, '2030-01-03Z'), place('alice', 4);
select is(expire_liens(), 0, 'nothing yet');
select set_clock('2030-01-02Z');
select is(expire_liens(), 1, 'one, at its expiry');
select is(expire_liens(), 0, 'once');
select results_eq(
  'select amount::integer, released::integer, status, ended_at from liens order by amount',
  $$values (1, 1, 'expired', '2030-01-02Z'::timestamptz), (2, 0, 'active', null), (4, 0, 'active', null)$$,
  'it has expired, the others hold');
select results_eq(
  $$select held, next_lien_expiry from balances where account_id = account('alice')$$,
  $$values (6.00, '2030-01-03Z'::timestamptz)$$, 'the balance knows');
select * from finish();
