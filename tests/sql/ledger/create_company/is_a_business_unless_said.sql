select plan(1);
select is((create_company('acme', 'Acme Ltd')).kind, 'business', 'a business');
select * from finish();
