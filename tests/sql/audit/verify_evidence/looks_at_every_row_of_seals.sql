-- As a superuser who switches the triggers off and drops the constraints.
select plan(9);
select open_books();
select fund('alice', '100.00');
select from audit.seal();
select fund('bob', '5.00');
select from audit.seal();
create temp table kept as select * from audit.seals;
create temp table sold as select entry_id as id from ledger.journal_lines where debit_amount = 5;

select throws_ok(t.change, '23514', null, t.words)
from (values
  ('insert into audit.seals select 0, root, root, 1, sealed_at, 1 from kept', 'no block is below 1'),
  ('insert into audit.seal_leaves select company(), new_id(), 0, 0, 1, root from kept', 'nor is a leaf''s'),
  ('insert into audit.seal_leaves select company(), new_id(), 1, 0, 0, root from kept', 'leaf 0 is the block''s own text')
) t (change, words);

create function pg_temp.found_after(p_change text)
  returns text[]
  language plpgsql
as $$
declare
  v_found text[];
begin
  begin
    alter table ledger.journal_lines disable trigger user;
    alter table audit.seals disable trigger user;
    alter table audit.seals drop constraint blocks_count_from_one;
    alter table audit.seals drop constraint first_block_alone_follows_none;
    alter table audit.seals drop constraint seals_pkey;
    alter table audit.seal_leaves disable trigger user;
    alter table audit.seal_leaves drop constraint blocks_count_from_one;
    alter table audit.seal_leaves drop constraint leaves_count_from_one;
    execute format('%s', p_change);
    v_found := array(
      select v.block_no || ' ' || v.fault
      from audit.verify_evidence(array(select k.root from kept k)) v
      where v.evidence = 'seal');
    raise exception using errcode = 'TAP00';
  exception when sqlstate 'TAP00' then return v_found;
  end;
end
$$;
create function pg_temp.forge() returns void language plpgsql as $$
begin
  update ledger.journal_lines set debit_amount = 6 where debit_amount = 5;
  delete from audit.seal_leaves;
  delete from audit.seals;
  perform audit.seal();
end
$$;
select is(pg_temp.found_after(t.change), t.found, t.words)
from (values
  ($$select pg_temp.forge();
     insert into audit.seals
     select -block_no, coalesce(previous_root, root), root, leaf_count, sealed_at, system_identifier, horizon
     from kept$$, array['-2 blocks count from 1', '-1 blocks count from 1'], 'roots that were kept, in blocks below 1'),
  ('select pg_temp.forge(); insert into audit.seals select * from kept where block_no = 1',
    array['1 its leaves do not give its root'], 'in a row beside that of the block'),
  ('update audit.seal_leaves set block_no = -1 from sold where subject_id = id',
    array['-1 blocks count from 1', '2 its leaves do not give its root'], 'a leaf below 1'),
  ('insert into audit.seals select -1, root, root, 1, sealed_at, system_identifier, horizon from kept
    where block_no = 2; select fund(''bob'', ''7.00'');
    insert into audit.seal_leaves select company_id, entry_id, -1, 0, 1, root from ledger.journal_lines, kept
    where debit_amount = 7 and block_no = 1', array['-1 blocks count from 1'], 'an entry that no seal takes'),
  ('update audit.seal_leaves set block_no = 9223372036854775807 from sold where subject_id = id',
    array['2 its leaves do not give its root', '9223372036854775807 the block is missing'],
    'a number too large to count up to'),
  ('update audit.seals set block_no = 9223372036854775807 where block_no = 2',
    array['2 the block is missing', '9223372036854775807 it does not follow from the block before'],
    'a gap too wide to go through')) t (change, found, words);
select * from finish();
