select plan(4);
select open_books();
select create_atomic(
  booking(debit('cash', '50.00'), credit('alice', '50.00')),
  booking(debit('alice', '20.00'), credit('bob', '20.00')));
select from rollback_atomic_transaction(company(), (select id from atomic_transactions));
select is(balance('cash'), 0.00, 'cash is as before');
select is(balance('alice'), 0.00, 'and alice');
select is(balance('bob'), 0.00, 'and bob');
select results_eq(
  $$select r.account, r.debit, r.credit from journal o
    join journal r on r.reverses_entry_id = o.entry_id and r.line_no = o.line_no
    order by o.entry_id, o.line_no$$,
  $$values ('cash', null, 50.00), ('alice', 50.00, null), ('alice', null, 20.00), ('bob', 20.00, null)$$,
  'by entries with the sides exchanged, linked to what they reverse');
select * from finish();
