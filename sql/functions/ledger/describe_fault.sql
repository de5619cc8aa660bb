-- The words for what is wrong with a request; docs/errors.md has the codes.

create or replace function ledger.describe_fault(p_code text, p_field text, p_value jsonb)
  returns text
  language sql
  stable
as $$
  select case p_code
    when 'LG001' then format('Missing or malformed %s', p_field)
    when 'LG002' then format('Unknown field %s', p_field)
    when 'LG003' then 'Fewer than two lines'
    when 'LG010' then 'Missing account_id'
    when 'LG011' then format('Account not found: %s', p_value #>> '{}')
    when 'LG012' then format('Account is frozen: %s', p_value #>> '{}')
    when 'LG013' then format('Account is closed: %s', p_value #>> '{}')
    when 'LG014' then format('Transaction id was used before: %s', p_value #>> '{}')
    when 'LG015' then format('Account is kept by the ledger itself: %s', p_value #>> '{}')
    when 'LG016' then format('Account belongs to another company: %s', p_value #>> '{}')
    when 'LG017' then format('Company not found: %s', p_value #>> '{}')
    when 'LG020' then format('%s must be a string, not a JSON %s', p_field, jsonb_typeof(p_value))
    when 'LG021' then format('%s is not plain decimal digits: %s', p_field, p_value #>> '{}')
    when 'LG022' then format('%s is negative: %s', p_field, p_value #>> '{}')
    when 'LG023' then format('%s has more than 30 digits before the point: %s', p_field, p_value #>> '{}')
    when 'LG024' then format('%s has too many decimals for its currency: %s', p_field, p_value #>> '{}')
    when 'LG025' then 'Both debit_amount and credit_amount'
    when 'LG026' then 'Neither debit_amount nor credit_amount is above zero'
    when 'LG040' then format('Insufficient funds on account %s', p_value #>> '{}')
    when 'LG041' then format('A condition on account %s does not hold', p_value #>> '{}')
  end
$$;

comment on function ledger.describe_fault(text, text, jsonb) is
  'The message for a fault, its field and the value found there.';
