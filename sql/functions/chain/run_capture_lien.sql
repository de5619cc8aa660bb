-- Kind capture_lien: {"lien", "amount"?, "to"?, "description"?}. Takes what a lien of the chain holds, or a
-- part of it, to its beneficiary, or to another account that stands in for it; moves at settlement, and what
-- is not taken stays held. Output: {"amount"}.

create or replace function chain.run_capture_lien(p_call chain.call)
  returns chain.effect
  language plpgsql
  stable
as $$
declare
  v_effect chain.effect := chain.run_release_lien(p_call);
  v_hold chain.hold := v_effect.holds[1];
  v_from chain.account := chain.find_account(p_call.accounts, to_jsonb(v_hold.account_id));
  v_to chain.account := chain.find_account(
    p_call.accounts, coalesce(nullif(p_call.params -> 'to', 'null'), to_jsonb(v_hold.beneficiary_id)));
begin
  if v_effect.outcome = 'done' and (v_to.currency <> v_from.currency or v_to.id = v_from.id) then
    return chain.refusal('SG013', format('A lien in %s is captured to another account in %1$s',
      v_from.currency));
  elsif v_effect.outcome = 'done' then
    v_effect.lines := chain.transfer_lines(v_from, v_to, v_hold.amount, p_call.params ->> 'description');
  end if;
  return v_effect;
end
$$;

comment on function chain.run_capture_lien(chain.call) is
  'Kind capture_lien: takes what a lien of the chain holds to an account.';
