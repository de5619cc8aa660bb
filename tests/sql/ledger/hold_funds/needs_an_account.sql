select plan(2);
select open_books(), open_books('birch');
select raises(
  format($$insert into liens (company_id, id, account_id, amount, principal_id, created_at)
    values (company(), new_id(), %s, 1, system_principal(), audit.clock())$$, a.id), 'LG011', a.what)
from (values ('new_id()', 'an unknown one'), ($$account('birch/cash')$$, 'another company''s')) a (id, what);
select * from finish();
