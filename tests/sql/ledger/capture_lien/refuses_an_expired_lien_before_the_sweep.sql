select plan(2);
select open_books(), set_clock('2030-01-01Z');
select place('cash', 4, '2030-01-02Z');
select set_clock('2030-01-02Z');
select raises(
  $$select capture_lien(company(), (select id from liens), 1, account('bank'))$$, 'LN005', 'at its expiry');
select set_clock('2030-01-01 23:59:59.999999Z');
select lives_ok(
  $$select capture_lien(company(), (select id from liens), 1, account('bank'))$$, 'not a moment before');
select * from finish();
