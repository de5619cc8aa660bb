select plan(1);
create table ledger.planted (a double precision, b real, c money, d timestamp, e time, f timestamptz,
  g numeric);
select set_eq(
  $$select t.name || '.' || a.attname from our_relations t join pg_attribute a on a.attrelid = t.oid
    where a.attnum > 0 and not a.attisdropped
      and a.atttypid = any ('{float4, float8, money, timestamp, time, timetz}'::regtype[])$$,
  array['ledger.planted.a', 'ledger.planted.b', 'ledger.planted.c', 'ledger.planted.d', 'ledger.planted.e'],
  'no floating point, no time without a zone, but for what is planted');
select * from finish();
