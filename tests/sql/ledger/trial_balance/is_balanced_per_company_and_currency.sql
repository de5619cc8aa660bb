select plan(2);
select open_books(), open_books('birch');
select book(transfer('cash', 'birch/alice', '7.00')), book(transfer('dollars', 'dollar_sales', '3.00'));
select is_empty(
  'select company_id, currency from trial_balance group by 1, 2 having sum(debits) <> sum(credits)',
  'debits are credits');
select results_eq(
  $$select type, purpose, accounts, posted from trial_balance
    where company_id = company() and currency = 'EUR' order by 1, 2$$,
  $$values ('asset', 'general', 2::bigint, 7.00), ('asset', 'intercompany', 1, 0.00),
    ('income', 'general', 1, 0.00),
    ('liability', 'intercompany', 1, 7.00), ('liability', 'wallet', 2, 0.00)$$, 'by kind of account');
select * from finish();
