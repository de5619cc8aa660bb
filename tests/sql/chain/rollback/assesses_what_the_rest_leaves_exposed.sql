-- Undoing a part may leave of the rest what no rule would have let pass: it is refused, and a whole rollback is not.
select plan(18);
select open_books();
select fund('alice', '1000.00'), fund('bob', '1000.00'), new_account('transit', 'liability', 'EUR');
create temp table ids (id uuid);
create function pg_temp.bring(p_to text, p_timing text, p_more jsonb default '{}') returns void language sql as $$
  truncate ids;
  insert into ids select start(chain_of(
    pay('bring', 'bob', p_to, '900.00') || jsonb_build_object(
      'params', pay('', 'bob', p_to, '900.00') -> 'params' || jsonb_build_object('timing', p_timing)),
    pay('out', p_to, 'cash', '900.00'), step('go', 'callback')) || p_more)
$$;
create function pg_temp.part() returns text language plpgsql as $$
begin
  return (chain.rollback(company(), id, '{bring}')).state from ids;
exception when sqlstate 'SG050' or sqlstate 'SG051' then return sqlstate;
end
$$;
create temp table cases as
select * from (values ('chain_exposure', 'alice'), ('account_exposure', 'alice'), ('unbacked_exposure', 'transit'))
  c (measure, account)
cross join unnest(array['deferred', 'immediate']) timing;
create function pg_temp.tried() returns setof text language plpgsql as $$
declare
  v_case cases;
begin
  for v_case in select * from cases loop
    perform rule(v_case.measure, 100, 'deny', p_account => v_case.account);
    perform pg_temp.bring(v_case.account, v_case.timing);
    return next is(pg_temp.part(), 'SG050', format('%s, %s', v_case.measure, v_case.timing));
    return next is((select (chain.rollback(company(), id)).state from ids), 'ROLLED_BACK', 'the whole');
    perform rule(v_case.measure, 100, 'off', p_account => v_case.account);
  end loop;
end
$$;
select pg_temp.tried();

select rule('chain_exposure', 100, 'review', p_account => 'alice');
select pg_temp.bring('alice', 'deferred');
select is(pg_temp.part(), 'SG051', 'a review has no step to wait for it');
select is(chain.plan_rollback(company(), id, '{bring}') #>> '{blocked,code}', 'SG051', 'nor has a plan') from ids;
select is((chain.rollback(company(), id, '{bring,out}')).state, 'EXECUTING', 'nothing is exposed without both') from ids;

select rule('chain_exposure', 0, 'off', p_account => 'alice');
select rule('velocity_count', 0, 'deny', '1 day', 'bob');
select rule('blocked_account', 0, 'deny', p_account => 'bob');
truncate ids;
insert into ids select start(chain_of(
  pay('bring', 'cash', 'alice', '1.00') || jsonb_build_object(
    'params', pay('', 'cash', 'alice', '1.00') -> 'params' || '{"timing": "immediate"}'), step('go', 'callback')));
select rule('blocked_account', 0, 'deny', p_account => 'alice', p_name => 'mine');
select rule('velocity_count', 0, 'deny', '1 day', 'alice', 'often');
select is(pg_temp.part(), 'EXECUTING', 'what undoes is no act by itself');
select is((chain.signal(company(), id, 'go')).state, 'COMPLETED', 'and the rest goes on') from ids;
select is_empty('select id from chain.chains c, chain.replay(c.company_id, c.id)', 'the events tell of it all');
select * from finish();
