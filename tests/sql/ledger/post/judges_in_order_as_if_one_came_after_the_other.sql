select plan(2);
select open_books();
select results_eq(
  $$select status, code from ledger.post(jsonb_build_array(
    transfer('alice', 'bob', '5.00'), transfer('cash', 'alice', '5.00'), transfer('alice', 'bob', '5.00'),
    transfer('alice', 'bob', '0.01')))$$,
  $$values ('refused', 'LG040'), ('posted', null), ('posted', null), ('refused', 'LG040')$$,
  'money can be spent after it came, once');
select is(balance('bob'), 5.00, 'and has arrived');
select * from finish();
