select plan(1);
select open_books(), set_clock('2030-01-01Z');
select place('cash', 1, '2030-01-02Z'), place('bank', 2, '2030-01-02Z');
select set_clock('2030-01-02Z'), expire_liens();
select results_eq(
  $$select payload ->> 'amount', aggregate_version, payload ->> 'status', payload ->> 'held'
    from outbox where subject = 'ledger.lien.expired' order by 1$$,
  $$values ('1.00', 2::bigint, 'expired', '0.00'), ('2.00', 2, 'expired', '0.00')$$, 'one event a lien');
select * from finish();
