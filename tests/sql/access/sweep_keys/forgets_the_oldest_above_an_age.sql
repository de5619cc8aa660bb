select plan(8);
select set_clock('2030-02-01Z');
insert into access.idempotency_keys (principal_id, operation, key, request, created_at)
select access.system_principal(), 'create_company', k, '{}', audit.clock() - a::interval
from (values
  ('younger', '29 days'), ('as old', '30 days'), ('older', '30 days 1 second'), ('much older', '60 days'),
  ('oldest', '90 days')) x (k, a);
create function pg_temp.left_over() returns text[] language sql as $$
  select array_agg(k.key order by k.created_at) from access.idempotency_keys k
$$;
set local role holdfast_worker;
select is(access.sweep_keys('90 days'), 0, 'above an age that none has: none');
select is(access.sweep_keys('30 days', 0), 0, 'none of them: none');
select is(access.sweep_keys(p_limit => 2), 2, 'two of them');
set local role none;
select is(pg_temp.left_over(), '{older,"as old",younger}', 'are the oldest');
select is(access.sweep_keys(), 1, 'the others');
select is(pg_temp.left_over(), '{"as old",younger}', 'are those older than 30 days');
select is(access.sweep_keys(), 0, 'then there is none');
select is(access.sweep_keys('29 days'), 1, 'but for another age');
select * from finish();
