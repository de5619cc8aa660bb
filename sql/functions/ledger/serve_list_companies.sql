-- Params: {"limit"?, "cursor"?}. Those that the caller may use, by id. Returns
-- {"items": [ledger.company_as_json], "next_cursor"}. Raises LG019.

create or replace function ledger.serve_list_companies(p_call access.call)
  returns jsonb
  language plpgsql
  stable
as $$
declare
  v_limit integer := ledger.read_limit(p_call.params);
  v_after uuid := ledger.read_cursor(p_call.params, 'cursor');
  v_items jsonb;
begin
  select coalesce(jsonb_agg(ledger.company_as_json(p) order by p.id), '[]')
  into v_items
  from (
    select c.* from ledger.companies c
    where ((p_call.caller).companies is null or c.id = any ((p_call.caller).companies))
      and (v_after is null or c.id > v_after)
    order by c.id
    limit v_limit
  ) p;
  return ledger.page_of(v_items, v_limit, 'id');
end
$$;

comment on function ledger.serve_list_companies(access.call) is
  'Serves GET companies.';
