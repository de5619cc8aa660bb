-- Params: {"company_id"?, "limit"?, "cursor"?}; cursor is the next_cursor of the page before. Of the
-- companies that the caller may use. Returns chain.list_parked. Raises LG019.

create or replace function chain.serve_list_parked(p_call access.call)
  returns jsonb
  language plpgsql
  stable
as $$
begin
  return chain.list_parked(
    case when p_call.company_id is null then (p_call.caller).companies else array[p_call.company_id] end,
    p_call.params ->> 'cursor', ledger.read_limit(p_call.params));
end
$$;

comment on function chain.serve_list_parked(access.call) is
  'Serves GET parked.';
