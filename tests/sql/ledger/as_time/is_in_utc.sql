set local timezone = 'Asia/Kathmandu';
select plan(2);
select is(
  as_time('2024-01-01T05:45:00.999+05:45'), '2024-01-01T00:00:00Z', 'whatever the session''s time zone is');
select is(as_time(null), null, 'no time is no text');
select * from finish();
