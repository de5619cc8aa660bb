select plan(4);
select set_clock('2030-01-01Z'), with_key('job', '{admin}');
create function pg_temp.replayed(p_code text) returns boolean language sql as $$
  select replayed from ask('job', 'create_company', p_body => jsonb_build_object('code', p_code, 'name', 'x'), p_key => 'k')
$$;
select is(pg_temp.replayed('one'), false, 'the first request');
select set_clock('2030-02-01Z');
select is(pg_temp.replayed('one'), true, 'a month later it is remembered still');
select access.sweep_keys();
select is(pg_temp.replayed('two'), false, 'swept, another may have its key');
select is(array_agg(code order by code), '{one,two}', 'both were done') from ledger.companies;
select * from finish();
