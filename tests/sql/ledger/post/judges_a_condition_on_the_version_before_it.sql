select plan(4);
select open_books();
select fund('alice', '10.00');
select fund('alice', '10.00');
select is(
  verdict(transaction(entry(
    debit('alice', '1.00', format('{"if": {"version": %s}}', c.version)::jsonb), credit('bob', '1.00')))),
  c.verdict, 'version ' || c.version)
from (values (2, 'posted'), (1, 'LG041'), (3, 'LG041'), (0, 'LG041')) c (version, verdict);
select * from finish();
