select plan(3);
select set_eq(
  $$select table_name || ' ' || trigger_name from audit.guards$$,
  $$select n.nspname || '.' || c.relname || ' ' || t.tgname
    from pg_trigger t join our_tables o on o.oid = t.tgrelid
    join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
    where not t.tgisinternal$$, 'all triggers of ours are listed');
select is_empty('select * from audit.guards where not is_armed', 'and armed');
alter table ledger.balances disable trigger balances_are_a_projection;
alter table ledger.liens enable trigger liens_hold_funds;
drop trigger lines_move_balances on ledger.journal_lines;
select set_eq(
  'select trigger_name from audit.guards where not is_armed',
  array['balances_are_a_projection', 'liens_hold_funds', 'lines_move_balances'], 'but for those that are not');
select * from finish();
