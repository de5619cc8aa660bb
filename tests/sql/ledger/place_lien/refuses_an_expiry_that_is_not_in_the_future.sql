select plan(4);
select open_books(), set_clock('2030-01-01Z');
select raises(format($$select place('cash', 1, %L)$$, t.expires_at), 'LN007', t.expires_at)
from (values ('2030-01-01Z'), ('2029-12-31Z'), ('infinity'), ('-infinity')) t (expires_at);
select * from finish();
