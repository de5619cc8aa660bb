select plan(4);
select open_books();
select raises($$select create_account(new_id(), 'x', 'X', 'asset', 'EUR')$$, 'LG017', 'an unknown company');
select raises(
  $$select create_account(company(), 'x', 'X', 'asset', 'EURO')$$, 'LG018', 'an unknown currency');
select raises($$select create_account(company(), 'x', 'X', 'asset', null)$$, 'LG018', 'no currency');
update companies set status = 'closed';
select raises($$select create_account(company(), 'x', 'X', 'asset', 'EUR')$$, 'LG017', 'a closed company');
select * from finish();
