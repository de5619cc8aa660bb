select plan(6);
select open_books();
select fund('alice', '100.00');
select place('alice', 30);
select results_eq(
  $$select amount, captured, released, status, version, ended_at is not null
    from capture_lien(company(), (select id from liens), 30, account('bob'))$$,
  $$values (30.00::amount, 30.00::amount, 0::amount, 'captured', 2, true)$$, 'the lien is captured');
select is(balance('alice'), 70.00, 'alice paid');
select is(available('alice'), 70.00, 'and nothing is held any more');
select is(balance('bob'), 30.00, 'bob has it');
select results_eq(
  $$select account, debit, credit from journal where description like 'Capture%' order by line_no$$,
  $$values ('alice', 30.00, null), ('bob', null, 30.00)$$, 'by an entry');
select is(lien_id, (select id from liens), 'that names the lien') from journal_entries where lien_id is not null;
select * from finish();
