select plan(1);
select open_books();
create function pg_temp.of(p_account text, p_amount text) returns jsonb language sql as $$
  select transfer('cash', p_account, p_amount) || '{"transaction_id": "00000000-0000-4000-8000-000000000001"}'
$$;
select book(pg_temp.of('sales', '5.00'));
select results_eq(
  $$select * from differing_from_posted(company(), jsonb_build_array(
      pg_temp.of('sales', '5.00'), pg_temp.of('sales', '6.00'), pg_temp.of('alice', '5.00'))) d order by d$$,
  array[1, 2], 'another amount, another account');
select * from finish();
