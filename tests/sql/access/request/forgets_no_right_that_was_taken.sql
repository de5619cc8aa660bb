-- An answer that is kept is shown to who may still see what it is about.
select plan(2);
select open_books();
select fund('alice', '10.00'), with_key('till', '{ledger:write}', 'acme');
create function pg_temp.hold() returns access.answer language sql as $$
  select ask('till', 'place_lien', null, jsonb_build_object('id', account('alice')), '{"amount": "1.00"}', 'k')
$$;
select is((a).code, null, 'placed') from pg_temp.hold() a;
update access.principals set companies = '{}' where name = 'till';
select throws_ok('select pg_temp.hold()', 'ZA004', null, 'not found any more');
select * from finish();
