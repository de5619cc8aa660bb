select plan(4);
select open_books(), open_books('birch'), set_clock('2030-01-01Z');
select place('cash', 1), place('cash', 2, '2030-01-02Z');
select capture_lien(company(), id, null, account('bank')) from liens where amount = 1;
select raises(format('select release_lien(company(), %L)', id), 'LN004', 'captured') from liens
where amount = 1;
select set_clock('2030-01-02Z');
select raises(format('select release_lien(company(), %L)', id), 'LN005', 'expired') from liens
where amount = 2;
select expire_liens();
select raises(format('select release_lien(company(), %L)', id), 'LN004', 'swept') from liens where amount = 2;
select raises(format('select release_lien(company(''birch''), %L)', id), 'LN001', 'another company''s')
from liens where amount = 2;
select * from finish();
