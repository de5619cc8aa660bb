select plan(4);
select open_books(), set_clock('2030-01-01Z');
select place('cash', 1, '2030-01-02Z');
select raises(
  format('select extend_lien(company(), (select id from liens), %L)', t.expires_at), 'LN007', t.expires_at)
from (values ('2030-01-01Z'), ('2029-12-31Z'), ('infinity'), ('-infinity')) t (expires_at);
select * from finish();
