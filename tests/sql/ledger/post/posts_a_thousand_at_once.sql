select plan(4);
select open_books();
select is(count(*), 1000::bigint, 'all are posted')
from ledger.post((select jsonb_agg(transfer('cash', 'alice', '1.00')) from generate_series(1, 1000)))
where status = 'posted';
select is(balance('alice'), 1000.00, 'and count');
select is(count(*), 900::bigint, 'then as many as there is money for')
from ledger.post((select jsonb_agg(transfer('alice', 'bob', '1.11')) from generate_series(1, 1000)))
where status = 'posted';
select is(balance('alice'), 1.00, 'and no more');
select * from finish();
