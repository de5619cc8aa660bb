select plan(3);
select open_books(), open_books('birch');
select create_atomic(
  booking(debit('cash', '1.00'), credit('birch/sales', '1.00')) || '{"description": "First"}',
  booking(debit('cash', '2.00'), credit('sales', '2.00')) || '{"description": "Second"}');
create function pg_temp.entries(p_companies uuid[]) returns setof text language sql as $$
  select c.code || ' ' || (e.doc ->> 'description')
  from atomic_transactions t
  cross join lateral jsonb_array_elements(get_atomic_transaction(company(), t.id, p_companies) -> 'journal_entries')
    with ordinality e (doc, nth)
  join companies c on c.id = (e.doc ->> 'company_id')::uuid
  order by e.nth
$$;
select set_eq($$select pg_temp.entries(null)$$, array['acme First', 'birch First', 'acme Second'], 'all books');
select results_eq(
  $$select pg_temp.entries(array[company()])$$, array['acme First', 'acme Second'], 'one company''s, as they were asked for');
select results_eq($$select pg_temp.entries(array[company('birch')])$$, array['birch First'], 'its partner''s');
select * from finish();
