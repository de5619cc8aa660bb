-- A participant sees its own accounts' part of another company's chain, and nothing else of it.
select plan(4);
select open_books(), open_books('birch');
select fund('alice', '100.00');
create temp table ids as
select start(chain_of(pay('pay', 'alice', 'birch/bob', '10.00'), step('go', 'callback'))) as id;
grant select on ids to public;
select is((select virtual_available from chain.virtual_balances where account_id = account('birch/bob')), 10.00,
  'what is on its way may be spent inside the chain');
select is(available('birch/bob'), 0.00, 'and by nobody else');
select with_key('birch', '{ledger:read}', 'birch');
insert into access.logins select session_user, id from access.principals where name = 'birch';
set local role holdfast_reader;
select results_eq('select account_id from chain.virtual_balances', $$select account('birch/bob')$$, 'its own account');
select is_empty('select from chain.chains', 'and not the chain');
select * from finish();
