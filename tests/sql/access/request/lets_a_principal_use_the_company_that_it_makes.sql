select plan(2);
select open_books(), with_key('founder', '{admin}', 'acme');
select is((a).body ->> 'code', 'NEW', 'it is made')
from ask('founder', 'create_company', null, '{}', '{"code": "NEW", "name": "New"}') a;
select is(jsonb_array_length((a).body -> 'items'), 2, 'and may be used') from ask('founder', 'list_companies') a;
select * from finish();
