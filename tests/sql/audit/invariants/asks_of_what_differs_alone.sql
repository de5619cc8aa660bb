-- Whether a chain is seen whole costs a look at all of its accounts: asked of every line, it took minutes.
select plan(2);
select open_books();
select fund('alice', '100.00');
select start(chain_of(pay('a', 'alice', 'bob', '1.00'), pay('b', 'alice', 'bob', '2.00')));
set local track_functions = 'all';
select is_empty('select * from audit.invariants', 'all is well');
select is_empty(
  $$select from pg_stat_xact_user_functions where schemaname = 'chain' and funcname = 'is_seen_whole'$$, 'as nobody asked');
select * from finish();
