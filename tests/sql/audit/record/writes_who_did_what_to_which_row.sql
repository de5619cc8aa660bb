select plan(1);
select set_clock('2030-01-01Z');
select audit.record(
  '00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002', 'a.test',
  '00000000-0000-4000-8000-000000000003', d.detail)
from (values ('{"a": 1}'::jsonb), (null)) d (detail);
select results_eq(
  'select company_id, principal_id, action, subject_id, detail, occurred_at
    from audit.log order by detail desc',
  $$values
    ('00000000-0000-4000-8000-000000000001'::uuid, '00000000-0000-4000-8000-000000000002'::uuid, 'a.test',
     '00000000-0000-4000-8000-000000000003'::uuid, '{"a": 1}'::jsonb, '2030-01-01Z'::timestamptz),
    ('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002', 'a.test',
     '00000000-0000-4000-8000-000000000003', '{}', '2030-01-01Z')$$, 'and when');
select * from finish();
