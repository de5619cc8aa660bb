-- The company that asks need not have a line in its own transaction.
select plan(4);
select open_books(), open_books('birch'), open_books('cedar');
create function pg_temp.of(p_company text, p_id integer) returns jsonb language sql as $$
  select transaction(entry(debit(p_company || '/cash', '1.00'), credit(p_company || '/sales', '1.00')))
    || jsonb_build_object('transaction_id', format('00000000-0000-4000-8000-%s', lpad(p_id::text, 12, '0')))
$$;
select book(pg_temp.of('birch', 1)), book(pg_temp.of('acme', 2));
select is_refused(pg_temp.of('birch', 1), 'LG014', 'used in the same other company');
select is_refused(pg_temp.of('cedar', 1), 'LG014', 'used in another other company');
select is_refused(pg_temp.of('cedar', 2), 'LG014', 'used in its own books');
select results_eq(
  $$select status, code from ledger.post(jsonb_build_array(pg_temp.of('birch', 3), pg_temp.of('cedar', 3)))$$,
  $$values ('posted', null), ('refused', 'LG014')$$, 'used before in the call');
select * from finish();
