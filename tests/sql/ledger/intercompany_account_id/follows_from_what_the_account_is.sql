select plan(2);
select is(
  intercompany_account_id(
    '00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002', 'EUR', 'asset'),
  '567bd390-9561-986d-f6bf-7f3f56db5ac3', 'the same for ever');
select is(count(distinct intercompany_account_id(a.id, b.id, c.code, t.type)), 16::bigint, 'another for each')
from (values ('00000000-0000-4000-8000-000000000001'::uuid), ('00000000-0000-4000-8000-000000000002')) a (id),
  (values ('00000000-0000-4000-8000-000000000001'::uuid), ('00000000-0000-4000-8000-000000000002')) b (id),
  (values ('EUR'), ('USD')) c (code), (values ('asset'), ('liability')) t (type);
select * from finish();
