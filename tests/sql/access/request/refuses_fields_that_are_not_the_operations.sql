select plan(9);
select open_books();
select fund('alice', '10.00'), with_key('till', '{ledger:write}', 'acme');
create temp table held on commit drop as
select jsonb_build_object('id', place('alice', 5)) as lien, jsonb_build_object('id', account('alice')) as account,
  account('cash') as cash;
select throws_ok(
  format('select ask(''till'', %L, null, %L, %L)', o, case o when 'place_lien' then account else lien end,
    replace(b, '$', cash::text)), c, null, o || ' ' || b)
from held, (values
  ('capture_lien', '{"ammount": "1.00", "to_account_id": "$"}', 'LG001'),
  ('capture_lien', '{"amount": null, "to_account_id": "$"}', 'LG001'),
  ('capture_lien', '{"amount": "1.00", "to_account_id": "$", "keep_rest": "true"}', 'LG001'),
  ('extend_lien', '{}', 'LG001'),
  ('release_lien', '{"ammount": "1.00"}', 'LG002'),
  ('place_lien', '{"amount": 1}', 'LG001'),
  ('place_lien', '{"amount": "1", "status": "captured"}', 'LG002'),
  ('place_lien', '[]', 'LG001')) x (o, b, c);
select is((select count(*) from liens where captured + released > 0), 0::bigint, 'nothing was taken');
select * from finish();
