select plan(2);
select open_books(), open_books('birch');
select book(transfer('cash', 'birch/sales', '5.00'));
select book(transfer('birch/cash', 'sales', '2.00') || '{}');
select is(count(*), 4::bigint, 'a due-from and a due-to on either side') from accounts
where purpose = 'intercompany';
select results_eq(
  $$select type, normal_side, floor::numeric, holder_company_id = company('birch') from accounts
    where purpose = 'intercompany' and company_id = company() order by type$$,
  $$values ('asset', 'debit', null::numeric, true), ('liability', 'credit', null, true)$$,
  'held for the partner, without a floor');
select * from finish();
