select plan(4);
select open_books();
select throws_ok(format($$select access.create_key('till', sha256('x'), 'x', %L, %L)$$, s, c), e, null, d)
from (values
  ('{ledger:all}', null, 'LG019', 'an unknown scope'), ('{}', null, 'LG019', 'no scope'),
  ('{admin}', array[new_id()], 'LG017', 'an unknown company')) x (s, c, e, d);
select is((select count(*) from access.principals), 1::bigint, 'none was made');
select * from finish();
