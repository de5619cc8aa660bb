select plan(1);
select from create_company('acme', 'Acme Ltd');
select raises($$select create_company('acme', 'Another')$$, 'LG071', 'codes are unique');
select * from finish();
