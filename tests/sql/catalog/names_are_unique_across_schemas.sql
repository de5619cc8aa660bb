select plan(2);
create table relay.accounts ();
create function ledger.post() returns void language sql as '';
create function audit.post() returns void language sql as '';
select set_eq(
  'select relname::text from our_relations group by relname having count(*) > 1', array['accounts'],
  'tables and views, but for the planted one');
select set_eq(
  'select proname::text from our_functions group by proname having count(*) > 1', array['post'],
  'functions, overloads included, but for the planted one');
select * from finish();
