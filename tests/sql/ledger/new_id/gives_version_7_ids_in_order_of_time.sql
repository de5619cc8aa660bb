select plan(3);
create temp table ids on commit drop as select n, new_id() as id from generate_series(1, 100) n;
select is_empty($$select id from ids
  where id::text !~ '^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$'$$,
  'version and variant of RFC 9562');
select is(count(distinct id), 100::bigint, 'each one is new') from ids;
select cmp_ok(
  abs(('x' || left(replace(new_id()::text, '-', ''), 12))::bit(48)::bigint
    - extract(epoch from clock_timestamp()) * 1000),
  '<', 5000::numeric, 'they begin with the time');
select * from finish();
