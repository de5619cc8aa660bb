-- And lets them act again; audit.log tells of both.
select plan(10);
select open_books();
select access.ensure_principal('ada', '{ledger:read}', array[company()], 'https://id.example', 'ada-1');
select with_key('ada', '{ledger:read}', 'acme'), access.set_login(session_user, 'ada');
create function pg_temp.by_token() returns access.answer language sql as $$
  select access.request('{"issuer": "https://id.example", "subject": "ada-1"}', 'list_companies')
$$;
select is(pg_typeof(access.set_principal_status('ada', 'disabled')), 'access.principals', 'it is answered with the principal');
select throws_ok($$select ask('ada', 'list_companies')$$, 'ZA001', null, 'disabled: its key is refused');
select throws_ok('select pg_temp.by_token()', 'ZA001', null, 'disabled: its token is refused');
set local role holdfast_reader;
select is(count(*), 0::bigint, 'disabled: its login sees nothing') from accounts;
set local role none;
select is((access.set_principal_status('ada', 'active')).status, 'active', 'it is let in again');
select is((ask('ada', 'list_companies')).code, null, 'active: its key is good');
select is((pg_temp.by_token()).code, null, 'active: its token is good');
set local role holdfast_reader;
select cmp_ok(count(*), '>', 0::bigint, 'active: its login sees') from accounts;
set local role none;
select results_eq(
  $$select l.principal_id, l.subject_id = p.id, l.detail from audit.log l, access.principals p
    where l.action = 'access.set_principal_status' and p.name = 'ada' order by l.id$$,
  $$select access.system_principal(), true, jsonb_build_object('name', 'ada', 'status', s)
    from unnest(array['disabled', 'active']) s$$,
  'audit.log tells of both');
select access.set_principal_status('ada', 'active', p.id) from access.principals p where p.name = 'ada';
select is(count(*), 1::bigint, 'and of who asked') from audit.log l, access.principals p
where l.action = 'access.set_principal_status' and l.principal_id = p.id and p.name = 'ada';
select * from finish();
