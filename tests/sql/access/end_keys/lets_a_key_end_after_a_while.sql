select plan(3);
select open_books(), set_clock('2030-01-01Z');
select with_key('till', '{ledger:read}', 'acme');
select access.end_keys('till', p_at => '2030-01-02Z');
select lives_ok($$select ask('till', 'list_companies')$$, 'until then it is good');
select set_clock('2030-01-02Z');
select throws_ok($$select ask('till', 'list_companies')$$, 'ZA001', null, 'from then on it is not');
select throws_ok($$select access.end_keys('nobody')$$, 'ZA004', null, 'a name that has no key is not found');
select * from finish();
