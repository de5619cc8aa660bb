-- The guide's list of transactions as one transaction of ledger.post: an entry for each, in the books of
-- p_company_id.

create or replace function ledger.as_transaction(p_list jsonb, p_company_id uuid)
  returns jsonb
  language sql
  immutable
  parallel safe
as $$
  select jsonb_build_object('entries', jsonb_agg(
    case jsonb_typeof(t.doc)
      when 'object' then t.doc || jsonb_build_object('company_id', p_company_id)
      else t.doc end
    order by t.nth))
  from jsonb_array_elements(case jsonb_typeof(p_list) when 'array' then p_list else '[]' end)
    with ordinality t (doc, nth)
$$;

comment on function ledger.as_transaction(jsonb, uuid) is
  'Private: the guide''s transactions as the entries of one.';
