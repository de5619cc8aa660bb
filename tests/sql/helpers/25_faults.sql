-- Transactions of the guide that nobody may book, each with the one fault that it has: for the functions that
-- share the rules.

create function faulty_bookings()
  returns table (fault text, booking jsonb, code text)
  language sql
  stable
as $$
  values
    ('it is not an object', '"a string"'::jsonb, 'LG001'),
    ('it has no description', booking(debit('cash', '5.00'), credit('sales', '5.00')) - 'description',
      'LG001'),
    ('it has one line', booking(debit('cash', '5.00')), 'LG003'),
    ('a line has no account', booking(debit('cash', '5.00'), credit('sales', '5.00') - 'account_id'),
      'LG010'),
    ('a line''s account is unknown', booking(
      debit('cash', '5.00'), credit('sales', '5.00',
        '{"account_id": "01900000-0000-7000-8000-000000000000"}')), 'LG011'),
    ('a field is unknown', booking(debit('cash', '5.00', '{"vat": "1"}'), credit('sales', '5.00')), 'LG002'),
    ('an amount is a JSON number', booking(
      debit('cash', '5.00'), credit('sales', '5.00', '{"credit_amount": 5.00}')), 'LG020'),
    ('an amount is not a number', booking(debit('cash', '5.00'), credit('sales', 'NaN')), 'LG021'),
    ('an amount is infinite', booking(debit('cash', '5.00'), credit('sales', 'Infinity')), 'LG021'),
    ('an amount is hexadecimal', booking(debit('cash', '5.00'), credit('sales', '0x5')), 'LG021'),
    ('an amount is in full-width digits', booking(debit('cash', '5.00'), credit('sales', '５')), 'LG021'),
    ('an amount is negative', booking(debit('cash', '5.00'), credit('sales', '-5.00')), 'LG022'),
    ('an amount has 40 digits', booking(debit('cash', '5.00'), credit('sales', repeat('5', 40))), 'LG023'),
    ('an amount has too many decimals', booking(debit('cash', '5.00'), credit('sales', '5.001')), 'LG024'),
    ('a line is both debit and credit', booking(
      debit('cash', '5.00', '{"credit_amount": "5.00"}'), credit('sales', '5.00')), 'LG025'),
    ('a line is zero', booking(debit('cash', '5.00'), credit('sales', '5.00'), credit('bank', '0.00')),
      'LG026'),
    ('debits and credits differ', booking(debit('cash', '1000.00'), credit('sales', '900.00')), 'LG030'),
    ('currencies differ', booking(debit('dollars', '5.00'), credit('sales', '5.00')), 'LG031')
$$;

-- The problems that a statement lists in the DETAIL of what it raises.
create function problems_of(p_sql text)
  returns jsonb
  language plpgsql
as $$
declare
  v_detail text;
begin
  execute p_sql;
  return null;
exception
  when others then
    get stacked diagnostics v_detail = pg_exception_detail;
    return v_detail::jsonb;
end
$$;
