-- Params: {"company_id"?, "state"?, "definition"?, "limit"?, "cursor"?}. Of the companies that the caller may
-- use, newest first. Returns chain.list_chains. Raises LG019.

create or replace function chain.serve_list_chains(p_call access.call)
  returns jsonb
  language plpgsql
  stable
as $$
begin
  return chain.list_chains(
    case when p_call.company_id is null then (p_call.caller).companies else array[p_call.company_id] end,
    p_call.params ->> 'state', p_call.params ->> 'definition', ledger.read_cursor(p_call.params, 'cursor'),
    ledger.read_limit(p_call.params));
end
$$;

comment on function chain.serve_list_chains(access.call) is
  'Serves GET chains.';
