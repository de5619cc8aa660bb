-- A function and a row: nothing else is touched.
select plan(3);
select open_books();
select fund('alice', '100.00');
create schema mine;
grant usage on schema mine to holdfast_owner;
create function mine.run_tip(p_call chain.call)
  returns chain.effect
  language sql
as $$
  select chain.done('{"tip": "1.00"}', chain.transfer_lines(
    chain.find_account(p_call.accounts, p_call.params -> 'from'),
    chain.find_account(p_call.accounts, p_call.params -> 'to'), 1.00))
$$;
insert into chain.step_kinds (kind, run_schema, run_function, effects, params, accounts, is_pure)
values ('tip', 'mine', 'run_tip', '{compensatable}', '{"from": "string!", "to": "string!"}', '{$.from,$.to}', true);
create temp table ids as select start(chain_of(step('tip', 'tip', jsonb_build_object(
  'from', account('alice'), 'to', account('bob'))))) as id;
select is(chain_state(id), 'COMPLETED', 'it runs') from ids;
select is(balance('bob'), 1.00, 'moves money as the others do');
select is(output, '{"tip": "1.00"}', 'and answers') from chain.steps, ids where chain_id = id;
select * from finish();
