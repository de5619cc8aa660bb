select plan(8);
select open_books(), open_books('birch');
select access.ensure_principal('of acme', '{ledger:read}', array[company()]);
select access.ensure_principal('of birch', '{ledger:read}', array[company('birch')]);
select access.set_login(session_user, 'of acme'), access.set_login('dashboard', 'of acme');
set local role holdfast_reader;
select is(array_agg(code), '{acme}', 'the companies of its principal') from companies;
set local role none;
select raises(format('select access.set_login(%L, %L)', session_user, 'nobody'), 'ZA004', 'an unknown name');
select access.set_login(session_user, 'of birch');
set local role holdfast_reader;
select is(array_agg(code), '{birch}', 'moved to another, those of the other') from companies;
set local role none;
select access.set_login(session_user, null);
set local role holdfast_reader;
select is(count(*), 0::bigint, 'removed, none') from companies;
set local role none;
select lives_ok(format('select access.set_login(%L, null)', session_user), 'removed again, it is removed');
select is(array_agg(login), '{dashboard}', 'the other login stays') from access.logins;
select results_eq(
  $$select l.principal_id, p.name, l.detail from audit.log l left join access.principals p on p.id = l.subject_id
    where l.action = 'access.set_login' and l.detail ->> 'login' = session_user order by l.occurred_at$$,
  $$select access.system_principal(), n, jsonb_build_object('login', session_user, 'name', n)
    from unnest(array['of acme', 'of birch', null, null]) n$$,
  'audit.log tells of each');
select access.set_login('dashboard', null, p.id) from access.principals p where p.name = 'of acme';
select is(p.name, 'of acme', 'and of who asked') from audit.log l join access.principals p on p.id = l.principal_id
where l.action = 'access.set_login' and l.detail @> '{"login": "dashboard", "name": null}';
select * from finish();
