-- Kind transfer: {"from", "to", "amount", "description"?, "timing"?: deferred | immediate, "guarded"?}.
-- Moves at settlement, unless its timing is immediate: then at once, and what it credits stays in the chain,
-- unless guarded is false. Output: {"amount"}.

create or replace function chain.run_transfer(p_call chain.call)
  returns chain.effect
  language plpgsql
  stable
as $$
declare
  v_params jsonb := p_call.params;
  v_from chain.account := chain.find_account(p_call.accounts, v_params -> 'from');
  v_to chain.account := chain.find_account(p_call.accounts, v_params -> 'to');
  v_fault text[] := chain.amount_fault_of('amount', v_params -> 'amount', v_from);
  v_amount numeric;
begin
  if coalesce(v_params ->> 'timing', 'deferred') not in ('deferred', 'immediate') then
    return chain.refusal('SG022', 'timing is deferred or immediate');
  elsif v_fault is not null then
    return chain.refusal(v_fault[1], v_fault[2]);
  elsif v_from.currency <> v_to.currency or v_from.id = v_to.id then
    return chain.refusal('SG013', format('A transfer in %s goes to another account in %1$s',
      v_from.currency));
  end if;
  v_amount := round((v_params ->> 'amount')::numeric, v_from.exponent);
  return chain.done(
    jsonb_build_object('amount', v_amount::text),
    chain.transfer_lines(v_from, v_to, v_amount, v_params ->> 'description'),
    p_is_immediate => chain.is_immediate(v_params),
    p_is_guarded => v_params -> 'guarded' is distinct from 'false');
end
$$;

comment on function chain.run_transfer(chain.call) is 'Kind transfer: moves an amount between two accounts.';
