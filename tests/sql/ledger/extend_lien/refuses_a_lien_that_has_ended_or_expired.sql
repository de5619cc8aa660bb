select plan(5);
select open_books(), open_books('birch'), set_clock('2030-01-01Z');
select place('cash', 1), place('cash', 2, '2030-01-02Z');
select release_lien(company(), id) from liens where amount = 1;
select raises(format('select extend_lien(company(), %L, ''2030-02-01Z'')', id), 'LN004', 'ended') from liens
where amount = 1;
select set_clock('2030-01-02Z');
select raises(format('select extend_lien(company(), %L, ''2030-02-01Z'')', id), 'LN005', 'expired') from liens
where amount = 2;
select raises(format('select extend_lien(company(), %L, null)', id), 'LN005', 'for ever, too') from liens
where amount = 2;
select raises('select extend_lien(company(), new_id(), null)', 'LN001', 'unknown');
select raises(format('select extend_lien(company(''birch''), %L, null)', id), 'LN001', 'another company''s')
from liens where amount = 2;
select * from finish();
