-- Whatever the fields are called.
select plan(3);
select open_books(), with_key('till', '{ledger:read}', 'acme');
select is(jsonb_path_query_array(access.differing_fields(a, b), '$[*].field'), f, f::text)
from (values
  ('{"company_id": null, "params": {"id": 1}, "body": {"id": 2}}'::jsonb,
    '{"company_id": null, "params": {"id": 2}, "body": {"id": 2}}'::jsonb, '["id"]'::jsonb),
  ('{"company_id": 1, "params": {}, "body": {"company_id": 3}}', '{"company_id": 1, "params": {}, "body": {"company_id": 4}}',
    '["company_id"]'),
  ('{"company_id": 1, "params": {}, "body": null}', '{"company_id": 1, "params": {}, "body": []}', '["body"]')) x (a, b, f);
select * from finish();
