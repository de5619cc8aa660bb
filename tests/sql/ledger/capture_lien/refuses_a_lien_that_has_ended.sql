select plan(3);
select open_books(), set_clock('2030-01-01Z');
select place('cash', 1), place('cash', 2), place('cash', 4, '2030-01-02Z');
select release_lien(company(), id) from liens where amount = 1;
select capture_lien(company(), id, null, account('bank')) from liens where amount = 2;
select set_clock('2030-01-02Z'), expire_liens();
select raises(format('select capture_lien(company(), %L, 1, account(''bank''))', id), 'LN004', status)
from liens;
select * from finish();
