select plan(3);
select open_books();
select fund('alice', '100.00');
select place('alice', 30);
select results_eq(
  $$select captured, released, status
    from capture_lien(company(), (select id from liens), 10, account('bob'))$$,
  $$values (10.00::amount, 20.00::amount, 'captured')$$, 'a part is captured, the rest is released');
select is(available('alice'), 90.00, 'and available');
select raises(
  $$select capture_lien(company(), (select id from liens), 1, account('bob'))$$, 'LN004',
  'nothing is left to capture');
select * from finish();
