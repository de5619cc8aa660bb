select plan(2);
select is(
  intercompany_account_id('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002', 'EUR', 'asset'),
  '0ef80ec5-0bba-6c5b-9b71-b3ae0bf0dd9f', 'the same for ever');
select is(count(distinct intercompany_account_id(a.id, b.id, c.code, t.type)), 16::bigint, 'another for each')
from (values ('00000000-0000-4000-8000-000000000001'::uuid), ('00000000-0000-4000-8000-000000000002')) a (id),
  (values ('00000000-0000-4000-8000-000000000001'::uuid), ('00000000-0000-4000-8000-000000000002')) b (id),
  (values ('EUR'), ('USD')) c (code), (values ('asset'), ('liability')) t (type);
select * from finish();
