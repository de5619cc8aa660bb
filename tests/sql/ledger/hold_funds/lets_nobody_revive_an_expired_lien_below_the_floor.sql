select plan(6);
select open_books(), set_clock('2030-01-01Z');
select fund('alice', '100.00');
select place('alice', 100, '2030-01-02Z');
select set_clock('2030-01-03Z');
select book(transfer('alice', 'bob', '100.00'));
select raises_for_all('update ledger.liens set expires_at = null', 'LN002', 'the money is spent');
select * from finish();
