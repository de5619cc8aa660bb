select plan(2);
create function ledger.planted() returns trigger language plpgsql as $$
begin
  update ledger.companies set name = name;
  return null;
end
$$;
create trigger planted after insert on ledger.companies for each statement execute function ledger.planted();
select set_eq(
  $$select t.tgname::text from pg_trigger t join our_tables o on o.oid = t.tgrelid
    where o.registered_as = 'reference' and not t.tgisinternal$$,
  array['planted'], 'they have none');
select set_eq(
  $$select f.name::text from our_functions f, audit.table_registry r
    where r.kind = 'reference' and f.prorettype = 'trigger'::regtype
      and f.body ~* ('\m(insert\s+into|update|delete\s+from)\s+' || replace(r.name, '.', '\.') || '\M')$$,
  array['ledger.planted'], 'and none writes them');
select * from finish();
