select plan(2);
select open_books();
create function pg_temp.waves(p_steps jsonb)
  returns text
  language sql
as $$
  select string_agg((s ->> 'name') || (s ->> 'wave'), ' ' order by n)
  from jsonb_array_elements(chain.plan(company(), jsonb_build_object('steps', p_steps)) -> 'steps') with ordinality x (s, n)
$$;
select is(
  pg_temp.waves((select jsonb_agg(step('s' || n, 'callback', '{}', case when n > 1 then after('s' || n - 1) else '{}' end)
    order by n desc) from generate_series(1, 6) n)),
  's11 s22 s33 s44 s55 s66', 'backwards');
select is(
  pg_temp.waves(jsonb_build_array(
    step('d', 'callback', '{}', after('b', 'c')), step('b', 'callback', '{}', after('a')),
    step('c', 'callback', '{}', after('a', 'b')), step('a', 'callback'), step('e', 'callback', '{}', after('a')))),
  'a1 b2 e2 c3 d4', 'a wave after the last that it waits for');
select * from finish();
