-- Also in a session that applies what another server replicates.
select plan(1);
create trigger planted before update on ledger.companies
  for each statement execute function ledger.refuse_change();
select set_eq(
  $$select t.tgname::text from pg_trigger t join our_tables o on o.oid = t.tgrelid
    where not t.tgisinternal and t.tgenabled <> 'A'$$,
  array['planted'], 'but for the planted one');
select * from finish();
