select plan(3);
select is(
  id_after('01900000-0000-7000-8abc-1234ffffffff', 1), '01900000-0000-7000-8abc-123400000001', 'the first');
select is(
  id_after('01900000-0000-7000-8abc-1234ffffffff', 4294967295), '01900000-0000-7000-8abc-1234ffffffff',
  'the last');
select is_empty(
  $$select n from generate_series(1, 300) n
    where id_after('01900000-0000-7000-8abc-123456789abc', n)
      <= id_after('01900000-0000-7000-8abc-123456789abc', n - 1)$$,
  'in order');
select * from finish();
