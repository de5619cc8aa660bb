select plan(4);
select open_books(), with_key('person', '{ledger:read,ledger:write}', 'acme');
update access.principals set issuer = 'https://id.example', subject = 'ada' where name = 'person';
create function pg_temp.scopes(p_scopes jsonb) returns text[] language sql as $$
  select scopes from access.authenticate(
    jsonb_build_object('issuer', 'https://id.example', 'subject', 'ada', 'scopes', p_scopes))
$$;
select is(pg_temp.scopes('null'), '{ledger:read,ledger:write}', 'a token without scopes has them all');
select is(pg_temp.scopes('["ledger:read", "admin"]'), '{ledger:read}', 'one with scopes has what the principal has too');
select throws_ok(
  $$select access.authenticate('{"issuer": "https://id.example", "subject": "eve"}')$$, 'ZA001', null, 'an unknown subject');
select throws_ok(
  $$select access.authenticate('{"issuer": "https://id.other", "subject": "ada"}')$$, 'ZA001', null, 'an unknown issuer');
select * from finish();
