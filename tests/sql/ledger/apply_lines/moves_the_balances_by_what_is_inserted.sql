select plan(3);
select open_books();
insert into journal_lines select *
from direct_lines(header(), debit('cash', '5.00'), credit('alice', '5.00'));
select is(balance('cash'), 5.00, 'a line written by hand counts');
select is(balance('alice'), 5.00, 'on both sides');
insert into journal_lines select * from journal_lines where false;
select is(account_version('alice'), 1::bigint, 'a statement without lines moves nothing');
select * from finish();
