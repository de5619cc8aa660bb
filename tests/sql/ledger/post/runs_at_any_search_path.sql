-- Whoever shadows our names, or those of Postgres, in a schema of their own, changes nothing.
select plan(2);
select open_books();
create temp table given on commit drop as select transfer('cash', 'alice', '1.00') as transaction;
create schema shadow;
create table shadow.accounts ();
create function shadow.round(numeric, integer) returns numeric language sql as 'select 0.0';
set local search_path = shadow, pg_catalog;
create temp table outcome on commit drop as select o.status
from ledger.post((select transaction from given)) o;
set local search_path = ledger, relay, access, audit, tests_helpers, tap;
select is(status, 'posted', 'it posts') from outcome;
select is(balance('alice'), 1.00, 'what it was asked to');
select * from finish();
