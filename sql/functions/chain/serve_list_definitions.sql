-- Params: {"limit"?, "cursor"?}; cursor is the next_cursor of the page before. The newest version of each, by
-- name. Returns {"items": [chain.definition_as_json, without its body], "next_cursor"}. Raises LG019.

create or replace function chain.serve_list_definitions(p_call access.call)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_limit integer := ledger.read_limit(p_call.params);
  v_items jsonb;
begin
  select coalesce(jsonb_agg(chain.definition_as_json(d) - 'body' order by d.name), '[]')
  into v_items
  from chain.find_definitions(p_call.company_id, null, null, p_call.params ->> 'cursor', v_limit) d;
  return ledger.page_of(v_items, v_limit, 'name');
end
$$;

comment on function chain.serve_list_definitions(access.call) is
  'Serves GET chain-definitions.';
