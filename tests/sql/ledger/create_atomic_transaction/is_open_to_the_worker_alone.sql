select plan(3);
select open_books();
create temp table given on commit drop as
select company() as company_id,
       jsonb_build_array(booking(debit('cash', '1.00'), credit('sales', '1.00'))) as transactions;
grant select on given to public;
set local role holdfast_worker;
select is(
  (select ledger.create_atomic_transaction(company_id, transactions) ->> 'status' from given), 'completed',
  'holdfast_worker');
set local role holdfast_api;
select throws_ok('select ledger.create_atomic_transaction(null, null)', '42501', null, 'not holdfast_api');
set local role holdfast_reader;
select throws_ok('select ledger.create_atomic_transaction(null, null)', '42501', null, 'not holdfast_reader');
select * from finish();
