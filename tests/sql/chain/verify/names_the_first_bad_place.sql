-- As a superuser who switches the triggers off.
select plan(10);
select open_books();
select fund('alice', '100.00');
create temp table ids as select start(chain_of(pay('a', 'alice', 'bob', '1.00'), pay('b', 'alice', 'bob', '2.00'))) as id;
create function pg_temp.found_after(p_change text)
  returns text
  language plpgsql
as $$
declare
  v_found text;
begin
  begin
    alter table chain.events disable trigger user;
    alter table ledger.journal_lines disable trigger user;
    execute format('%s', p_change);
    select v.seq || ' ' || v.fault into v_found from ids i, chain.verify(company(), i.id) v;
    raise exception using errcode = 'TAP00';
  exception when sqlstate 'TAP00' then return coalesce(v_found, 'nothing');
  end;
end
$$;
select is(pg_temp.found_after('select'), 'nothing', 'nothing at first');
select is(pg_temp.found_after(t.change), t.found, t.change)
from (values
  ($$update chain.events set payload = '{}' where seq = 4$$, '4 changed'),
  ($$update chain.events set actor = new_id() where seq = 2$$, '2 changed'),
  ($$delete from chain.events where seq = 3$$, '3 missing'),
  ($$delete from chain.events where seq = 6$$,
    '6 the last events are not there, or not those that were written'),
  ($$update chain.events set seq = 90 where seq = 4; update chain.events set seq = 4 where seq = 5;
     update chain.events set seq = 5 where seq = 90$$, '4 not what followed the event before'),
  ($$update chain.events set payload = '{"lines": {}, "transaction_id": "x"}' where seq = 6$$, '6 changed'),
  ($$update ledger.journal_lines set debit_amount = 4 where debit_amount = 3$$,
    '6 the journal is not what it tells'),
  ($$delete from ledger.journal_lines where debit_amount = 3$$, '6 the journal is not what it tells')) t (change, found);
select is_empty('select * from ids i, chain.replay(company(), i.id)', 'and its events tell its rows');
select * from finish();
