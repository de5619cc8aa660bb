-- Of a chain that waits: what is still to be paid, and what was paid otherwise than a step promised. As a
-- superuser who switches the triggers off.
select plan(13);
select open_books();
select fund('alice', '1000.00');
create temp table ids as select start(chain_of(
  pay('pay', 'alice', 'bob', '900.00'),
  step('go', 'callback', '{}', after('pay')),
  pay('tip', 'alice', 'bob', '1.00', after('go')) || '{"when": "$.input.tips == true"}')
  || '{"input": {"tips": true}}') as id;
select from audit.seal();
create function pg_temp.found_after(p_change text)
  returns text
  language plpgsql
as $$
declare
  v_found text;
  v_table text;
begin
  begin
    foreach v_table in array array['chain.chains', 'chain.steps', 'chain.deferred_transfers', 'chain.positions'] loop
      execute format('alter table %s disable trigger user', v_table);
    end loop;
    execute format('%s', p_change);
    foreach v_table in array array['chain.chains', 'chain.steps', 'chain.deferred_transfers', 'chain.positions'] loop
      execute format('alter table %s enable trigger user', v_table);
    end loop;
    select string_agg(concat_ws(' ', v.evidence, v.subject_id = i.id, v.seq, v.fault), ', ') into v_found
    from ids i, audit.verify_evidence() v;
    raise exception using errcode = 'TAP00';
  exception when sqlstate 'TAP00' then return coalesce(v_found, 'nothing');
  end;
end
$$;
create function pg_temp.redirect() returns void language sql as $$
  update chain.deferred_transfers set account_id = account('sales') where account_id = account('bob');
  update chain.positions set account_id = account('sales') where account_id = account('bob');
$$;
select is(pg_temp.found_after('select'), 'nothing', 'nothing at first');
select is(
  pg_temp.found_after('select chain.signal(company(), id, ''go'') from ids'), 'nothing', 'nor when it has ended');
select is(pg_temp.found_after(t.change), 'chain t its rows are not what its events tell', t.change)
from (values
  ('select pg_temp.redirect()'),
  ('select pg_temp.redirect(); select chain.signal(company(), id, ''go'') from ids'),
  ($$update chain.steps set params = params || jsonb_build_object('to', account('sales')) where name = 'tip'$$),
  ($$update chain.steps set params = params || jsonb_build_object('to', account('sales')) where name = 'tip';
     select chain.signal(company(), id, 'go') from ids$$),
  ($$update chain.steps set kind = 'approval', params = '{}' where name = 'go'$$),
  ($$update chain.steps set effect = 'retriable' where name = 'tip'$$),
  ($$update chain.steps set depends_on = '{}' where name = 'tip'$$),
  ($$update chain.steps set condition = null where name = 'tip'$$),
  ($$update chain.steps set compensation = '{"kind": "callback"}' where name = 'go'$$),
  ($$update chain.chains set input = '{"tips": false}'$$),
  ($$update chain.chains set settlement = 'gross', on_failure = 'hold'$$)) t (change);
select * from finish();
