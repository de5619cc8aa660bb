select plan(4);
select open_books();
select fund('alice', '100.00');
insert into liens (company_id, id, account_id, amount, principal_id, created_at, expires_at)
select company(), new_id(), account('alice'), 40, system_principal(), audit.clock(), '2999-01-01Z';
select is(held('alice'), 40.00, 'one written by hand');
select is(next_lien_expiry, '2999-01-01Z', 'its expiry') from balances where account_id = account('alice');
update liens set released = 15;
select is(held('alice'), 25.00, 'and changed by hand');
select book(transfer('alice', 'bob', '75.00'));
select raises(
  'update liens set released = 0', 'LN002', 'what was given back is judged when it is held again');
select * from finish();
