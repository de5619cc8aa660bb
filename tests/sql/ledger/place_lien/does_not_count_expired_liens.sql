select plan(2);
select open_books(), set_clock('2030-01-01Z');
select fund('alice', '100.00');
select place('alice', 100, '2030-01-02Z');
select set_clock('2030-01-01 23:59:59.999999Z');
select raises($$select place('alice', 1)$$, 'LN002', 'until its expiry it counts');
select set_clock('2030-01-02Z');
select lives_ok($$select place('alice', 100)$$, 'then no more, swept or not');
select * from finish();
