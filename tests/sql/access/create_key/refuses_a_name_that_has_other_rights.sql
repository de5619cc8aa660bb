select plan(2);
select open_books(), with_key('till', '{ledger:read,ledger:write}', 'acme');
select throws_ok(
  $$select access.create_key('till', sha256('x'), 'x', '{ledger:read}', array[company()])$$, 'LG019', null, 'other scopes');
select lives_ok(
  $$select access.create_key('till', sha256('x'), 'x', '{ledger:write,ledger:read}', array[company()])$$, 'the same');
select * from finish();
