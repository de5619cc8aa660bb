select plan(3);
select open_books();
select book(transfer('cash', 'sales', '1.00'));
select throws_ok($$update relay.outbox set subject = 'forged'$$, 'LG065', null, 'an event is not changed');
select throws_ok($$delete from relay.outbox$$, 'LG065', null, 'nor deleted');
select throws_ok($$truncate relay.outbox$$, 'LG065', null, 'nor all of them');
select * from finish();
