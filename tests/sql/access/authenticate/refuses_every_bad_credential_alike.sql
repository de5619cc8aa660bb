select plan(7);
select open_books();
select with_key(n, '{ledger:read}', 'acme') from unnest(array['good', 'revoked', 'expired', 'disabled']) n;
select access.end_keys('revoked');
update access.api_keys set expires_at = audit.clock() where prefix = 'expired';
update access.principals set status = 'disabled' where name = 'disabled';
select lives_ok($$select ask('good', 'list_companies')$$, 'a good one passes');
select throws_ok(format($$select ask(%L, 'list_companies')$$, n), 'ZA001', 'Not authenticated', n)
from unnest(array['revoked', 'expired', 'disabled', 'unknown']) n;
select throws_ok($$select access.request('{}', 'list_companies')$$, 'ZA001', 'Not authenticated', 'an empty one');
select throws_ok($$select access.request(null, 'list_companies')$$, 'ZA001', 'Not authenticated', 'none');
select * from finish();
