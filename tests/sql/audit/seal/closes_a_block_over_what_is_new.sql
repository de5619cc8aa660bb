select plan(16);
select set_clock('2030-01-01Z');
select open_books();
select is_empty('select * from audit.seal()', 'nothing is there: no block');
select fund('alice', '100.00');
create temp table ids as select start(chain_of(pay('a', 'alice', 'bob', '1.00'))) as id;
create temp table sealed on commit drop as select * from audit.seal();
select results_eq(
  'select block_no, previous_root, leaf_count, sealed_at from sealed',
  $$select 1::bigint, null::bytea, ((select count(*) from journal_entries) + (select count(*) from chain.events))::integer,
      '2030-01-01Z'::timestamptz$$, 'all that is there');
select results_eq('select s.* from audit.seals s', 'select * from sealed', 'is kept as it is given');
select set_eq(
  'select company_id, subject_id, seq, block_no from audit.seal_leaves',
  $$select company_id, id, 0, 1::bigint from journal_entries
    union all select company_id, chain_id, seq, 1 from chain.events$$, 'with a leaf a row');
select results_eq(
  'select leaf_index from audit.seal_leaves order by company_id, subject_id, seq',
  'select generate_series(1, leaf_count) from sealed', 'in an order that anybody can make');
select is_empty('select * from audit.seal()', 'nothing is new: no block');
select fund('bob', '5.00');
select results_eq(
  'select s.block_no, s.previous_root, s.leaf_count from audit.seal() s',
  'select 2::bigint, root, 1 from sealed', 'an entry is: another block, after the first');
select is_empty('select * from audit.verify_evidence()', 'all is well');
select is_empty(
  $$select from audit.verify_evidence(array(select root from audit.seals))$$, 'and both roots are those of blocks');
select raises('select audit.seal(0)', 'LG019', 'a block of none is none');
select raises_for_all('delete from audit.seals', 'LG065', 'what is sealed stays');
select * from finish();
