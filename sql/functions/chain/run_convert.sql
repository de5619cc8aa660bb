-- Kind convert: {"from", "to", "amount", "rate", "from_position", "to_position", "description"?}.
-- Takes the amount from an account in one currency and brings amount × rate to one in another, rounded down
-- to its decimals; the positions are the converter's own accounts in the two currencies, and keep what
-- rounding leaves. Deferred. Output: {"amount", "rate", "converted"}.

create or replace function chain.run_convert(p_call chain.call)
  returns chain.effect
  language plpgsql
  stable
as $$
declare
  v_params jsonb := p_call.params;
  v_from chain.account := chain.find_account(p_call.accounts, v_params -> 'from');
  v_to chain.account := chain.find_account(p_call.accounts, v_params -> 'to');
  v_from_position chain.account := chain.find_account(p_call.accounts, v_params -> 'from_position');
  v_to_position chain.account := chain.find_account(p_call.accounts, v_params -> 'to_position');
  v_fault text[] := chain.amount_fault_of('amount', v_params -> 'amount', v_from);
  v_rate_fault text := ledger.amount_fault(v_params -> 'rate', 18);
  v_amount numeric;
  v_converted numeric;
begin
  if v_fault is not null then
    return chain.refusal(v_fault[1], v_fault[2]);
  elsif v_rate_fault is not null or (v_params ->> 'rate')::numeric = 0 then
    return chain.refusal(coalesce(v_rate_fault, 'SG022'), 'rate is not a decimal number above zero');
  elsif v_from.currency = v_to.currency or v_from.currency <> v_from_position.currency
    or v_to.currency <> v_to_position.currency
  then
    return chain.refusal('SG013', 'A conversion goes between two currencies, with a position in each');
  end if;
  v_amount := round((v_params ->> 'amount')::numeric, v_from.exponent);
  v_converted := trunc(v_amount * (v_params ->> 'rate')::numeric, v_to.exponent);
  if v_converted = 0 then
    return chain.refusal('SG022', format('%s %s is nothing in %s', v_amount, v_from.currency, v_to.currency));
  end if;
  return chain.done(
    jsonb_build_object('amount', v_amount::text, 'rate', v_params ->> 'rate', 'converted', v_converted::text),
    chain.transfer_lines(v_from, v_from_position, v_amount, v_params ->> 'description')
      || chain.transfer_lines(v_to_position, v_to, v_converted, v_params ->> 'description'));
end
$$;

comment on function chain.run_convert(chain.call) is
  'Kind convert: takes an amount in one currency, brings its worth in another.';
