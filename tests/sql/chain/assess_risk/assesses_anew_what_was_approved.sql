-- An approval is of the rule that held the step, as it was, and of what it would move; others are asked again.
select plan(9);
select open_books();
select fund('alice', '1000.00');
create temp table ids (id uuid);
create function pg_temp.held() returns uuid language sql as $$
  truncate ids;
  insert into ids select start(chain_of(pay('big', 'alice', 'bob', '10.00'))) returning id
$$;
select rule('chain_exposure', 5, 'review');
select pg_temp.held();
select rule('velocity_amount', 5, 'deny', '1 day');
select is(judge(id, 'big'), 'ROLLED_BACK SG050', 'one that has come to deny it does') from ids;
select rule('velocity_amount', 5, 'off', '1 day');
select pg_temp.held();
select rule('chain_exposure', 6, 'review');
select is(judge(id, 'big'), 'EXECUTING big: review', 'another version of the rule holds it anew') from ids;
select is(judge(id, 'big'), 'COMPLETED', 'for another approval') from ids;
select pg_temp.held();
select rule('velocity_count', 0, 'review', '1 day');
select is(judge(id, 'big'), 'EXECUTING big: review', 'so does another rule') from ids;
select is(judge(id, 'big'), 'COMPLETED', 'and what was approved stays so') from ids;
select rule('velocity_count', 0, 'off', '1 day');
select rule('account_exposure', 10, 'review');
select rule('chain_exposure', 6, 'off');
select start(chain_of(pay('a', 'alice', 'bob', '5.00'), step('go', 'callback')));
select pg_temp.held();
select is(waiting_on, 'big: review', 'with what others hold it is above') from ids join chain.chains using (id);
select start(chain_of(pay('a', 'alice', 'bob', '5.00'), step('go', 'callback')));
select is(judge(id, 'big'), 'COMPLETED', 'that they hold more by now is no other act') from ids;

-- What is moved may come from a kind that says something else when it is asked again.
create schema ours;
create table ours.price as select '20.00'::text as amount;
create function ours.run_sale(p_call chain.call) returns chain.effect language sql stable as $$
  select chain.run_transfer(row((p_call).step, (p_call).params || jsonb_build_object('amount', p.amount),
    (p_call).accounts, (p_call).liens, (p_call).signals, (p_call).called_at, (p_call).epoch, (p_call).priority,
    (p_call).is_undoing)::chain.call)
  from ours.price p
$$;
grant usage on schema ours to holdfast_owner;
grant select on ours.price to holdfast_owner;
insert into chain.step_kinds (kind, run_schema, run_function, effects, params, accounts)
values ('sale', 'ours', 'run_sale', '{compensatable}', '{"from": "string!", "to": "string!"}', '{$.from,$.to}');
truncate ids;
insert into ids select start(chain_of(step('big', 'sale', jsonb_build_object(
  'from', account('alice'), 'to', account('bob')))));
update ours.price set amount = '21.00';
select is(judge(id, 'big'), 'EXECUTING big: review', 'another amount is another act') from ids;
select is(judge(id, 'big'), 'COMPLETED', 'for another to approve') from ids;
select * from finish();
