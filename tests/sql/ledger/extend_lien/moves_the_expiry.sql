select plan(6);
select open_books(), set_clock('2030-01-01Z');
select fund('alice', '100.00');
select place('alice', 30, '2030-01-02Z'), place('alice', 7, '2030-01-05Z');
select is((extend_lien(company(), id, '2030-01-09Z')).expires_at, '2030-01-09Z', 'later') from liens
where amount = 30;
select is(next_lien_expiry, '2030-01-05Z', 'the balance knows the next one') from balances
where account_id = account('alice');
select is((extend_lien(company(), id, '2030-01-03Z')).expires_at, '2030-01-03Z', 'earlier') from liens
where amount = 30;
select is(next_lien_expiry, '2030-01-03Z', 'the next one, again') from balances
where account_id = account('alice');
select is((extend_lien(company(), id, null)).expires_at, null, 'never') from liens where amount = 30;
select set_clock('2031-01-01Z');
select is(available('alice'), 70.00, 'and it is held still');
select * from finish();
