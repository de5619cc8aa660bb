select plan(3);
select set_clock('2030-01-01Z');
select relay.emit(array[
  row('00000000-0000-4000-8000-000000000001', 'thing/1', 1, 'a.thing.made', '{"v": 1}')::relay.event,
  row('00000000-0000-4000-8000-000000000001', 'thing/1', 2, 'a.thing.broken', '{"v": 1}')::relay.event]);
select results_eq(
  'select aggregate, aggregate_version, subject, payload::text, headers, created_at, xid
    from outbox order by id',
  $$values
    ('thing/1', 1::bigint, 'a.thing.made', '{"v": 1}', '{}'::jsonb, '2030-01-01Z'::timestamptz,
      pg_current_xact_id()),
    ('thing/1', 2, 'a.thing.broken', '{"v": 1}', '{}', '2030-01-01Z', pg_current_xact_id())$$,
  'in their order');
select raises(
  $$select relay.emit(array[
      row('00000000-0000-4000-8000-000000000001', 'thing/1', 2, 'a.thing.mended',
        '{"v": 1}')::relay.event])$$, '23505',
  'a version is told once');
select lives_ok($$select relay.emit('{}')$$, 'no event is no matter');
select * from finish();
