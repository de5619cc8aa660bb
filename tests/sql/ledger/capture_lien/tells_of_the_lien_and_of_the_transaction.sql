select plan(3);
select open_books();
select place('cash', 30);
select from capture_lien(company(), (select id from liens), 10, account('bank'), true);
select from capture_lien(company(), (select id from liens), 20, account('bank'));
select set_eq(
  $$select aggregate as a, aggregate_version as v, subject as s from outbox$$,
  $$select 'lien/' || id as a, v::bigint, s
    from liens, (values (1, 'ledger.lien.placed'), (2, 'ledger.lien.captured'),
      (3, 'ledger.lien.captured')) e (v, s)
    union all select 'transaction/' || transaction_id, 1, 'ledger.transaction.posted' from journal_entries$$,
  'an event for each capture of the lien, and for each entry');
select results_eq(
  $$select payload ->> 'captured_now', payload ->> 'captured', payload ->> 'held'
    from outbox where subject = 'ledger.lien.captured' order by aggregate_version$$,
  $$values ('10.00', '10.00', '20.00'), ('20.00', '30.00', '0.00')$$, 'with what was captured');
select set_eq(
  $$select payload ->> 'transaction_id' as id from outbox where subject = 'ledger.lien.captured'$$,
  'select transaction_id::text as id from journal_entries', 'and by which transaction');
select * from finish();
