-- With review instead of deny: what is above waits, and an approval lets it pass.
select plan(17);
select open_books();
select set_clock('2030-01-01T00:00:00Z');
select fund('alice', '1000.00'), new_account('transit', 'liability', 'EUR');
create temp table ids (id uuid);
create function pg_temp.go(p_steps jsonb) returns text language sql as $$
  truncate ids;
  insert into ids select start(jsonb_build_object('steps', p_steps));
  select waiting_on from ids join chain.chains using (id);
$$;
create temp table cases as
select * from (values
  ('largest_lien', 1, null::interval, null, lien('x', 'alice', 'bob', '2.00')),
  ('chain_exposure', 1, null, 'alice', pay('x', 'alice', 'bob', '2.00')),
  ('account_exposure', 1, null, 'alice', pay('x', 'alice', 'bob', '2.00')),
  ('unbacked_exposure', 1, null, 'transit', pay('x', 'transit', 'bob', '2.00')),
  ('velocity_count', 0, '1 day', 'alice', pay('x', 'alice', 'bob', '2.00')),
  ('velocity_amount', 1, '1 day', 'alice', pay('x', 'alice', 'bob', '2.00')),
  ('blocked_account', 1, null, 'bob', pay('x', 'alice', 'bob', '2.00'))
) c (measure, threshold, span, account, step);
create function pg_temp.tried() returns setof text language plpgsql as $$
declare
  v_case cases;
begin
  for v_case in select * from cases loop
    perform rule(v_case.measure, v_case.threshold, 'review', v_case.span, v_case.account);
    return next is(pg_temp.go(jsonb_build_array(v_case.step)), 'x: review', v_case.measure || ' holds it');
    return next is((select judge(id, 'x') from ids), 'COMPLETED', 'and lets go of it');
    perform rule(v_case.measure, v_case.threshold, 'off', v_case.span, v_case.account);
  end loop;
end
$$;
select pg_temp.tried();
select rule('lien_age', 60, 'review');
select pg_temp.go(jsonb_build_array(
  lien('hold', 'alice', 'bob', '2.00'), step('go', 'callback'), pay('x', 'alice', 'bob', '2.00', after('go'))));
select set_clock('2030-01-01T00:01:01Z');
select is((select waiting_on from chain.signal(company(), id, 'go')), 'x: review', 'lien_age holds it') from ids;
select is(judge(id, 'x'), 'COMPLETED', 'and lets go of it') from ids;
select is_empty(
  $$select rule from chain.risk_assessments group by rule
    having not (array['review', 'approved'] <@ array_agg(decision))$$, 'both are kept of each');
select * from finish();
