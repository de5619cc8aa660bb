select plan(5);
select open_books(), open_books('birch'), open_books('cedar');
select create_atomic(
  booking(debit('cash', '10.00'), credit('birch/alice', '4.00'), credit('cedar/alice', '6.00')),
  booking(debit('birch/dollars', '3.00'), credit('dollar_sales', '3.00')));
select from set_posting_limits(company('birch'), p_auto_intercompany => false);
select from rollback_atomic_transaction(company(), (select id from atomic_transactions));
select is(balance('cash'), 0.00, 'in the books that asked');
select is(balance('birch/alice'), 0.00, 'in birch''s');
select is(balance('birch/dollars'), 0.00, 'in its dollars');
select is(balance('cedar/alice'), 0.00, 'in cedar''s');
select is(sum(abs(posted)), 0.00, 'and nobody owes anybody') from account_balances
where purpose = 'intercompany';
select * from finish();
