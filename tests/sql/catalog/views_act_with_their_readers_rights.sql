select plan(1);
create view ledger.planted as select 1 as a;
select set_eq(
  $$select name::text from our_relations
    where relkind = 'v' and not coalesce('security_invoker=true' = any (reloptions), false)$$,
  array['ledger.planted'], 'but for the planted one');
select * from finish();
