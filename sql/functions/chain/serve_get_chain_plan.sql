-- Params: {"id"}. Returns {"steps": chain.steps_as_plan}. Raises ZA004.

create or replace function chain.serve_get_chain_plan(p_call access.call)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_chain chain.chains := chain.called_chain(p_call);
begin
  return jsonb_build_object('steps', chain.steps_as_plan(array(
    select s from chain.steps s
    where s.company_id = v_chain.company_id and s.chain_id = v_chain.id
    order by s.step_no)));
end
$$;

comment on function chain.serve_get_chain_plan(access.call) is
  'Serves GET chains/{id}/plan.';
