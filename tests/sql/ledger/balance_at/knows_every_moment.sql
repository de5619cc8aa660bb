select plan(7);
select open_books();
select set_clock('2024-01-01Z'), fund('alice', '1.00');
select set_clock('2024-01-02Z'), fund('alice', '2.00'), fund('alice', '4.00');
select set_clock('2024-01-03Z'), book(transfer('alice', 'bob', '0.50'));
select set_clock('2024-01-04Z');
select is(balance_at(company(), account('alice'), t.moment::timestamptz), t.balance, t.what)
from (values
  ('2023-12-31T23:59:59.999999Z', 0.00, 'before the first line'), ('2024-01-01Z', 1.00, 'at the first line'),
  ('2024-01-01T23:59:59.999999Z', 1.00, 'just before the second'),
  ('2024-01-02Z', 7.00, 'after all lines of that time'),
  ('2024-01-02T12:00:00Z', 7.00, 'between lines'), ('2024-01-03Z', 6.50, 'at the last line'),
  ('2999-01-01Z', 6.50, 'in the future')) t (moment, balance, what);
select * from finish();
