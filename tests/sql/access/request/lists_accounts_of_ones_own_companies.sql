select plan(4);
select open_books(), open_books('birch');
select with_key('till', '{ledger:read}', 'acme'), with_key('boss', '{admin}'),
  with_key('twice', '{ledger:read}', 'acme', 'acme');
create function pg_temp.listed(p_name text, p_company uuid default null) returns bigint language sql as $$
  select count(distinct i -> 'company_id')
  from ask(p_name, 'list_accounts', p_company) a, jsonb_array_elements((a).body -> 'items') i
$$;
select is(pg_temp.listed('till'), 1::bigint, 'one''s own');
select is(pg_temp.listed('boss'), 2::bigint, 'all');
select is(pg_temp.listed('boss', company('birch')), 1::bigint, 'one');
select is(
  jsonb_array_length((ask('twice', 'list_accounts')).body -> 'items'),
  jsonb_array_length((ask('till', 'list_accounts')).body -> 'items'), 'each once, however often its company is named');
select * from finish();
