-- Params: {"id"}. Returns {"items": chain.list_tasks}. Raises ZA004.

create or replace function chain.serve_list_tasks(p_call access.call)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_chain chain.chains := chain.called_chain(p_call);
begin
  return jsonb_build_object('items', chain.list_tasks(v_chain.company_id, v_chain.id));
end
$$;

comment on function chain.serve_list_tasks(access.call) is
  'Serves GET chains/{id}/tasks.';
