-- Params: {"id", "steps"?: names with commas between them}. Returns chain.plan_rollback, of the accounts that
-- the caller may see. Raises ZA004.

create or replace function chain.serve_plan_rollback(p_call access.call)
  returns jsonb
  language plpgsql
as $$
declare
  v_chain chain.chains := chain.called_chain(p_call);
  v_plan jsonb := chain.plan_rollback(
    v_chain.company_id, v_chain.id, string_to_array(p_call.params ->> 'steps', ','));
begin
  return v_plan || jsonb_strip_nulls(jsonb_build_object('accounts', (
    select jsonb_agg(i.item order by i.nth)
    from jsonb_array_elements(v_plan -> 'accounts') with ordinality i (item, nth)
    join ledger.accounts a on a.id = (i.item ->> 'account_id')::uuid
    where (p_call.caller).companies is null or a.company_id = any ((p_call.caller).companies))));
end
$$;

comment on function chain.serve_plan_rollback(access.call) is
  'Serves GET chains/{id}/rollback.';
