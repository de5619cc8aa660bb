select plan(3);
select open_books(), open_books('birch');
select is(account_id(company('birch'), 'cash'), account('birch/cash'), 'the company''s own');
select raises($$select account_id(company(), 'petty cash')$$, 'LG011', 'there is no such code');
select raises($$select account_id(new_id(), 'cash')$$, 'LG011', 'nor such a company');
select * from finish();
