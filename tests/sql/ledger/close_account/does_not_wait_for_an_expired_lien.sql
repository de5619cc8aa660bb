select plan(1);
select open_books(), set_clock('2030-01-01Z');
select from set_account_floor(company(), account('alice'), null);
select place('alice', 1, '2030-01-02Z');
select set_clock('2030-01-03Z');
select lives_ok($$select close_account(company(), account('alice'))$$, 'it counts no more, swept or not');
select * from finish();
