select plan(2);
select open_books(), open_books('birch');
select place('cash', 1);
select raises($$select capture_lien(company(), new_id(), 1, account('bank'))$$, 'LN001', 'nobody''s');
select raises(
  $$select capture_lien(company('birch'), (select id from liens), 1, account('birch/cash'))$$, 'LN001',
  'another company''s');
select * from finish();
