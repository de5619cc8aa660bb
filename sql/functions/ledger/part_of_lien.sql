-- Raises LN003 (more than is held), LN006 (not an amount above zero).

create or replace function ledger.part_of_lien(p_lien ledger.liens, p_amount numeric)
  returns numeric
  language plpgsql
  stable
as $$
declare
  v_held numeric := p_lien.amount - p_lien.captured - p_lien.released;
begin
  if p_amount is null then
    return v_held;
  elsif not (p_amount > 0) or not ledger.is_amount(p_amount, scale(p_lien.amount)) then
    raise exception using
      errcode = 'LN006', message = format('Not an amount above zero in the lien''s currency: %s', p_amount);
  elsif p_amount > v_held then
    raise exception using
      errcode = 'LN003', message = format('Lien holds %s, less than %s', v_held, p_amount);
  end if;
  return round(p_amount, scale(p_lien.amount));
end
$$;

comment on function ledger.part_of_lien(ledger.liens, numeric) is
  'Private: the part of a lien that is meant, checked; null is all that it holds.';
