select plan(30);
select open_books();
select raises_for_all(
  format($$insert into ledger.journal_lines
    select company_id, entry_id, line_no, account_id, currency,
      case line_no when 1 then %1$L::numeric else %2$L end,
      case line_no when 1 then %2$L::numeric else %1$L end,
      description, balance_after, account_version
    from direct_lines(header(), debit('cash', '5.00'), credit('alice', '5.00'))$$,
  a.one, a.other), '23514', a.what)
from (values
  ('0', '0', 'zero'), ('-5', '0', 'negative'), ('5', '5', 'both debit and credit'),
  ('NaN', '0', 'not a number'),
  ('Infinity', '0', 'infinite')) a (one, other, what);
select * from finish();
