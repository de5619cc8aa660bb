select plan(5);
select open_books();
select fund('alice', '100.00');
select place('alice', 30);
select results_eq(
  $$select captured, released, status, ended_at
    from capture_lien(company(), (select id from liens), 10, account('bob'), true)$$,
  $$values (10.00::amount, 0::amount, 'active', null::timestamptz)$$, 'the rest is held still');
select is(available('alice'), 70.00, 'and not available');
select raises(
  $$select capture_lien(company(), (select id from liens), 20.01, account('bob'))$$, 'LN003',
  'no more than that');
select results_eq(
  $$select captured, released, status
    from capture_lien(company(), (select id from liens), 20, account('bob'), true)$$,
  $$values (30.00::amount, 0::amount, 'captured')$$, 'the last part ends it');
select is(balance('bob'), 30.00, 'all parts have moved');
select * from finish();
