select plan(2);
select open_books();
select is(company_id('acme'), (select id from companies), 'its id');
select raises($$select company_id('ACME')$$, 'LG017', 'there is no such code');
select * from finish();
