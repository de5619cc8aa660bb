-- As a superuser who switches the triggers off.
select plan(29);
select open_books();
select fund('alice', '100.00');
create temp table ids as select start(chain_of(pay('a', 'alice', 'bob', '1.00'), pay('b', 'alice', 'bob', '2.00'))) as id;
select from audit.seal();
select fund('bob', '5.00');
select from audit.seal();
select fund('alice', '7.00');
create temp table roots as select block_no, root from audit.seals;

-- The entry of an amount, as a superuser would make its leaf, and a block's root, anew.
create function pg_temp.entry_of(p_amount numeric) returns uuid language sql as $$
  select entry_id from ledger.journal_lines where debit_amount = p_amount
$$;
create function pg_temp.reseal(p_entry uuid) returns void language sql as $$
  update audit.seal_leaves l set hash = audit.hash_leaf(audit.entry_text(e))
  from ledger.journal_entries e
  where e.id = p_entry and l.subject_id = e.id
$$;
create function pg_temp.reroot(p_block bigint) returns void language sql as $$
  update audit.seals s set root = (select t.hash from audit.merkle_tree(s) t order by t.level desc limit 1)
  where s.block_no = p_block
$$;
create function pg_temp.found_after(p_change text)
  returns text
  language plpgsql
as $$
declare
  v_found text;
  v_table text;
begin
  begin
    foreach v_table in array array['chain.events', 'chain.chains', 'chain.steps', 'chain.deferred_transfers',
      'ledger.journal_entries', 'ledger.journal_lines', 'audit.seals', 'audit.seal_leaves'] loop
      execute format('alter table %s disable trigger user', v_table);
    end loop;
    execute format('%s', p_change);
    select concat_ws(' ', v.evidence, v.block_no, v.seq, regexp_replace(v.fault, ' [0-9a-f]{64}$', '')) into v_found
    from audit.verify_evidence(array(select r.root from roots r)) v limit 1;
    raise exception using errcode = 'TAP00';
  exception when sqlstate 'TAP00' then return coalesce(v_found, 'nothing');
  end;
end
$$;
select is(pg_temp.found_after('select'), 'nothing', 'nothing at first');
select is(pg_temp.found_after(t.change), t.found, t.change)
from (values
  -- The journal
  ('update ledger.journal_lines set debit_amount = 6 where debit_amount = 5', 'seal 2 0 changed'),
  ('update ledger.journal_lines set account_id = account(''sales'') where credit_amount = 5', 'seal 2 0 changed'),
  ('delete from ledger.journal_lines where debit_amount = 5', 'seal 2 0 changed'),
  ('delete from ledger.journal_lines where entry_id = pg_temp.entry_of(5)', 'seal 2 0 changed'),
  ($$insert into ledger.journal_lines select * from direct_lines(pg_temp.entry_of(5), debit('bank', '1.00', '{"line_no": 3}'))$$,
    'seal 2 0 changed'),
  ($$update ledger.journal_entries set description = 'x' where id = pg_temp.entry_of(5)$$, 'seal 2 0 changed'),
  ('delete from ledger.journal_entries where id = pg_temp.entry_of(5)', 'seal 2 0 missing'),
  -- Chains
  ($$update chain.events set payload = '{}' where seq = 4$$, 'seal 1 4 changed'),
  ('delete from chain.events where seq = 3', 'seal 1 3 missing'),
  ('update chain.events set seq = 90 where seq = 2; update chain.events set seq = 2 where seq = 3;
    update chain.events set seq = 3 where seq = 90', 'seal 1 2 changed'),
  ('delete from chain.events; delete from chain.deferred_transfers; delete from chain.steps; delete from chain.chains',
    'seal 1 1 missing'),
  ('delete from chain.deferred_transfers; delete from chain.steps; delete from chain.chains',
    'chain 1 it has events, and is missing'),
  ('update chain.chains set last_seq = 90',
    'chain 90 the last events are not there, or not those that were written'),
  -- Seals
  ('delete from audit.seals where block_no = 1', 'root no block has the root'),
  ('delete from roots; delete from audit.seals where block_no = 1', 'seal 1 the block is missing'),
  ('delete from roots; delete from audit.seals where block_no = 2', 'seal 2 the block is missing'),
  ('update audit.seals set leaf_count = 90 where block_no = 1', 'seal 1 its leaves do not give its root'),
  ('update audit.seals set horizon = 0 where block_no = 2', 'seal 2 its leaves do not give its root'),
  ($$update audit.seals set previous_root = sha256('') where block_no = 2$$, 'seal 2 it does not follow from the block before'),
  ('delete from audit.seal_leaves where block_no = 1 and leaf_index = 1',
    'seal 1 1 what was sealed before it is missing from the block'),
  ('update audit.seal_leaves set leaf_index = 3 - leaf_index where block_no = 1 and leaf_index < 3',
    'seal 1 its leaves do not give its root'),
  ('update ledger.journal_lines set debit_amount = 6 where debit_amount = 5; select pg_temp.reseal(pg_temp.entry_of(6))',
    'seal 2 its leaves do not give its root'),
  -- Whoever makes a block anew cannot make the next one follow it, and whoever makes all of them has other roots.
  ('delete from roots; update ledger.journal_lines set debit_amount = 90 where debit_amount = 100;
    select pg_temp.reseal(pg_temp.entry_of(90)); select pg_temp.reroot(1)', 'seal 2 it does not follow from the block before'),
  ('update ledger.journal_lines set debit_amount = 6 where debit_amount = 5;
    select pg_temp.reseal(pg_temp.entry_of(6)); select pg_temp.reroot(2)', 'root no block has the root'),
  ('delete from audit.seals where block_no = 2; delete from audit.seal_leaves where block_no = 2;
    delete from ledger.journal_lines where entry_id = pg_temp.entry_of(5)', 'root no block has the root'),
  -- Rows that no seal would ever look at
  ('update ledger.journal_entries set xid = 3 where id = pg_temp.entry_of(7)',
    'seal 0 in no block, though it was there when one was closed'),
  ('update ledger.journal_entries set xid = 1e15 where id = pg_temp.entry_of(7)',
    'seal 0 in no block, though it was there when one was closed'),
  ($$update ledger.journal_entries set xid = 3 where id = pg_temp.entry_of(7);
     insert into audit.seal_leaves select company_id, id, 9, 0, 1, sha256('') from ledger.journal_entries
     where id = pg_temp.entry_of(7)$$, 'seal 9 the block is missing')) t (change, found);
select * from finish();
