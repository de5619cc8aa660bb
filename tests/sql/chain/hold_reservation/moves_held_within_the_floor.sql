select plan(8);
select open_books();
select fund('alice', '100.00');
insert into chain.positions (company_id, account_id, chain_id, deferred_out)
values (company(), account('alice'), new_id(), 60);
select is(held('alice'), 60.00, 'what is reserved is held');
update chain.positions set deferred_in = 20;
select is(held('alice'), 40.00, 'less what comes in');
update chain.positions set liened = 50;
select is(held('alice'), 0.00, 'and what liens bring');
update chain.positions set liened = 0, deferred_in = 0;
select raises(
  $$insert into chain.positions (company_id, account_id, chain_id, deferred_out)
    values (company(), account('alice'), new_id(), 40.01)$$, 'LN002', 'never more than there is');
select raises('update chain.positions set deferred_out = 100.01', 'LN002', 'nor by a change');
select raises('update chain.positions set chain_id = new_id()', 'LG065', 'a position stays its chain''s');
delete from chain.positions;
select is(held('alice'), 0.00, 'given back with its row');
select raises(
  $$insert into chain.positions (company_id, account_id, chain_id, deferred_out)
    values (company(), new_id(), new_id(), 1)$$, 'LG011', 'of an account');
select * from finish();
