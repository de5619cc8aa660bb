select plan(2);
select open_books();
create temp table before on commit drop as select digest();
select ok(
  (ledger.validate_atomic_transaction(
    jsonb_build_array(booking(debit('cash', '1.00'), credit('sales', '1.00'))),
    company()) -> 'is_valid')::boolean, 'it is valid');
select is(digest(), (select digest from before), 'and nothing has changed');
select * from finish();
