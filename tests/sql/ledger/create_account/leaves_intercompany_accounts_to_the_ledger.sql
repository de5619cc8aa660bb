-- Due-to and due-from of two companies are equal only if nobody else writes to accounts of that purpose.
select plan(1);
select open_books(), open_books('birch');
select throws_ok(
  $$select create_account(company(), 'mine', 'Mine', 'asset', 'EUR', 'intercompany',
    p_holder_company_id => company('birch'))$$,
  'LG019', null, 'nobody opens one by hand');
select * from finish();
