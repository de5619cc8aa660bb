select plan(3);
select open_books(), set_clock('2030-01-02Z');
select book(transfer('cash', 'sales', '1.00'));
select set_clock('2030-01-01Z');
select book(transfer('cash', 'alice', '1.00'));
select results_eq(
  'select distinct posted_at from journal', $$values ('2030-01-02Z'::timestamptz)$$,
  'not before the account''s last line');
select book(transfer('bank', 'bob', '1.00'));
select is(max(posted_at), '2030-01-01Z', 'others go by the clock') from journal where account = 'bank';
select is(posted_at, '2030-01-02Z', 'the balance knows when') from account_balances where code = 'alice';
select * from finish();
