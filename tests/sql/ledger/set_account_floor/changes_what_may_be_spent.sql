select plan(5);
select open_books();
select fund('alice', '100.00');
select is((set_account_floor(company(), account('alice'), 40)).floor::numeric, 40::numeric, 'raised');
select is(verdict(transfer('alice', 'bob', '60.01')), 'LG040', 'what is below is out of reach');
select is((set_account_floor(company(), account('alice'), null)).floor, null, 'none');
select is(verdict(transfer('alice', 'bob', '500.00')), 'posted', 'no limit');
select bag_eq(
  $$select detail from audit.log where action = 'ledger.set_account_floor'$$,
  $$values ('{"floor": "40"}'::jsonb), ('{"floor": null}')$$, 'each change is logged');
select * from finish();
