select plan(4);
select access.ensure_bootstrap_key(sha256('one')), access.ensure_bootstrap_key(sha256('one'));
select lives_ok($$select ask('one', 'list_companies')$$, 'the key');
select access.ensure_bootstrap_key(sha256('two'));
select throws_ok($$select ask('one', 'list_companies')$$, 'ZA001', null, 'not the one before');
select lives_ok($$select ask('two', 'list_companies')$$, 'but the next');
select access.ensure_bootstrap_key(null);
select throws_ok($$select ask('two', 'list_companies')$$, 'ZA001', null, 'none, when there is none');
select * from finish();
