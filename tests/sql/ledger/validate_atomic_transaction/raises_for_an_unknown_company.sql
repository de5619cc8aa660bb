select plan(1);
select open_books();
select raises($$select ledger.validate_atomic_transaction('[]', new_id())$$, 'LG017', 'nobody''s');
select * from finish();
