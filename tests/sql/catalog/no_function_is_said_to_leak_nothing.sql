-- Postgres asks a leakproof function before row-level security.
select plan(1);
create function ledger.planted() returns boolean language sql leakproof as 'select true';
create function ledger.not_planted() returns boolean language sql as 'select true';
select set_eq(
  $$select f.name::text from our_functions f join pg_proc p on p.oid = f.oid where p.proleakproof$$,
  array['ledger.planted'], 'none but the planted one');
select * from finish();
