select plan(3);
select open_books();
select fund('alice', '100.00');
select place('alice', 30);
select results_eq(
  'select captured, released, status, ended_at is not null
    from release_lien(company(), (select id from liens))',
  $$values (0::amount, 30.00::amount, 'released', true)$$, 'the lien is released');
select is(available('alice'), 100.00, 'the money is available');
select raises(
  $$select capture_lien(company(), (select id from liens), 1, account('bob'))$$, 'LN004',
  'nothing can be captured');
select * from finish();
