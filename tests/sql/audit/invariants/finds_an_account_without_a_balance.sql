-- breaks_invariants
select plan(1);
select open_books();
alter table balances disable trigger all;
delete from balances where account_id = account('cash');
select results_eq(
  'select promise, broken, subject_id from audit.invariants',
  $$values (2, 'account has a balance', account('cash'))$$, 'the account');
select * from finish();
