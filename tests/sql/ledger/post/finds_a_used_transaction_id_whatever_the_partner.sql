-- Companies are made in each order, for entries of a transaction stand in the order of the companies' ids.
select plan(6);
select open_books('acme'), open_books('birch'), open_books('cedar');
select results_eq(
  format(
    $$select status, code from ledger.post(jsonb_build_array(
        transaction(booking(debit('%1$s/cash', '1.00'),
          credit('%2$s/sales', '1.00'))) || '{"transaction_id": %4$s}',
        transaction(booking(debit('%1$s/cash', '1.00'),
          credit('%3$s/sales', '1.00'))) || '{"transaction_id": %4$s}'))$$,
    c.hub, c.one, c.other, to_json(new_id())),
  $$values ('posted', null), ('refused', 'LG014')$$,
  format('%s with %s, then with %s', c.hub, c.one, c.other))
from (values
  ('acme', 'birch', 'cedar'), ('acme', 'cedar', 'birch'), ('birch', 'acme', 'cedar'),
  ('birch', 'cedar', 'acme'),
  ('cedar', 'acme', 'birch'), ('cedar', 'birch', 'acme')) c (hub, one, other);
select * from finish();
