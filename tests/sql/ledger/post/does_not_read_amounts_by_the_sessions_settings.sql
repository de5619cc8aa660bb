-- With standard_conforming_strings off a backslash in a function's pattern would be lost, and the guard with it.
select plan(3);
select open_books();
set local standard_conforming_strings = off;
select is_refused(transfer('cash', 'sales', a.amount), array['LG021', 'LG021'], a.amount)
from (values ('1e5'), ('0x10'), ('1_0')) a (amount);
select * from finish();
