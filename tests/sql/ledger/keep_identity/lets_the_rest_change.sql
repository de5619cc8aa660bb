select plan(1);
select open_books();
update accounts set name = 'Petty cash', metadata = '{"a": 1}', floor = 0 where id = account('cash');
select is(name, 'Petty cash', 'a name is no identity') from accounts where id = account('cash');
select * from finish();
