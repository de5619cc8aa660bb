select plan(1);
select set_has(
  'select name::text from our_schemas', $$values ('ledger'), ('chain'), ('relay'), ('access'), ('audit')$$,
  'what the lints look at');
select * from finish();
