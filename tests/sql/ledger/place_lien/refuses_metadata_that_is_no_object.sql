select plan(2);
select open_books();
select raises($$select place_lien(company(), account('cash'), 1, p_metadata => '[]')$$, 'LG019', 'a list');
select is(
  (place_lien(company(), account('cash'), 1, p_metadata => null)).metadata, '{}', 'none is an empty object');
select * from finish();
