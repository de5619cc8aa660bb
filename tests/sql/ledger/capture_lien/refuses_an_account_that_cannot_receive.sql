select plan(7);
select open_books(), open_books('birch');
select place('cash', 1);
select from freeze_account(company(), account('alice'));
select from close_account(company(), account('bob'));
select raises(format('select capture_lien(company(), (select id from liens), 1, %s)', a.id), a.code, a.what)
from (values
  ($$account('alice')$$, 'LG012', 'a frozen one'), ($$account('bob')$$, 'LG013', 'a closed one'),
  ('new_id()', 'LG011', 'an unknown one'), ('null', 'LG011', 'none'),
  ($$account('birch/cash')$$, 'LG011', 'another company''s'),
  ($$account('dollars')$$, 'LN008', 'one of another currency'),
  ($$account('cash')$$, 'LN008', 'the held one itself')
) a (id, code, what);
select * from finish();
