select plan(1);
select open_books();
select place('cash', 30);
select from release_lien(company(), (select id from liens), 10);
select from release_lien(company(), (select id from liens));
select from release_lien(company(), (select id from liens));
select results_eq(
  $$select aggregate_version, subject, payload ->> 'released_now', payload ->> 'held' from outbox
    order by aggregate_version$$,
  $$values (1::bigint, 'ledger.lien.placed', null, '30.00'), (2, 'ledger.lien.released', '10.00', '20.00'),
    (3, 'ledger.lien.released', '20.00', '0.00')$$, 'once');
select * from finish();
