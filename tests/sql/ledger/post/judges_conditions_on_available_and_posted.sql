select plan(20);
select open_books();
select fund('alice', '100.00');
select place('alice', 10);
select is(
  verdict(transaction(entry(
    debit('alice', '40.00', format('{"if": {"%s": {"%s": "%s"}}}', c.what, c.op, c.bound)::jsonb),
    credit('bob', '40.00')))),
  case when c.holds then 'posted' else 'LG041' end,
  format('%s after it, %s %s', c.what, c.op, c.bound))
from (values
  ('available', 'gt', '49.99', true), ('available', 'gt', '50', false),
  ('available', 'gte', '50', true), ('available', 'gte', '50.01', false),
  ('available', 'eq', '50.0', true), ('available', 'eq', '60', false),
  ('available', 'lte', '50', true), ('available', 'lte', '49.99', false),
  ('available', 'lt', '50.01', true), ('available', 'lt', '50', false),
  ('posted', 'gt', '59.99', true), ('posted', 'gt', '60', false),
  ('posted', 'gte', '60', true), ('posted', 'gte', '60.01', false),
  ('posted', 'eq', '60', true), ('posted', 'eq', '-60', false),
  ('posted', 'lte', '60', true), ('posted', 'lte', '59.99', false),
  ('posted', 'lt', '60.01', true), ('posted', 'lt', '60', false)) c (what, op, bound, holds);
select * from finish();
