select plan(2);
select open_books(), set_clock('2030-01-01Z');
select fund('alice', '100.00');
select place('alice', 30, '2030-01-02Z');
select from release_lien(company(), (select id from liens), 5);
select from capture_lien(company(), (select id from liens), 10, account('bob'), true);
select set_clock('2030-01-02Z'), expire_liens();
select results_eq(
  'select captured, released, status from liens', $$values (10.00::amount, 20.00::amount, 'expired')$$,
  'the rest is released');
select is(available('alice'), 90.00, 'and available');
select * from finish();
