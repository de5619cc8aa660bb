select plan(6);
select open_books(), open_books('birch');
select raises(format('select %s(company(), %s)', f.name, a.id), 'LG011', f.name || ' of ' || a.what)
from (values ('freeze_account'), ('unfreeze_account'), ('close_account')) f (name)
cross join (values ('new_id()', 'an unknown account'),
  ($$account('birch/alice')$$, 'another company''s')) a (id, what);
select * from finish();
