select plan(3);
select open_books(), open_books('birch');
select raises('select rollback_atomic_transaction(company(), new_id())', 'LG050', 'an unknown one');
select create_atomic(booking(debit('cash', '1.00'), credit('sales', '1.00')));
select raises(
  $$select rollback_atomic_transaction(company('birch'), (select id from atomic_transactions))$$, 'LG050',
  'another company''s');
insert into atomic_transactions (company_id, id, transaction_group_id, created_at)
select company(), '00000000-0000-4000-8000-000000000001', id, created_at from transaction_groups;
select raises(
  $$select rollback_atomic_transaction(company(), '00000000-0000-4000-8000-000000000001')$$, 'LG051',
  'a pending one');
select * from finish();
