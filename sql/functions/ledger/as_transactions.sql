-- The guide's list of transactions as ledger.post takes them, one entry each: a transaction of the guide is
-- an entry. p_company_id becomes their company; null leaves it to the accounts.

create or replace function ledger.as_transactions(p_list jsonb, p_company_id uuid)
  returns jsonb
  language sql
  immutable
  parallel safe
as $$
  select coalesce(
    jsonb_agg(jsonb_build_object('entries', jsonb_build_array(
      case when p_company_id is null or jsonb_typeof(t.doc) <> 'object' then t.doc
        else t.doc || jsonb_build_object('company_id', p_company_id) end)) order by t.nth),
    '[]')
  from jsonb_array_elements(case jsonb_typeof(p_list) when 'array' then p_list else '[]' end)
    with ordinality t (doc, nth)
$$;

comment on function ledger.as_transactions(jsonb, uuid) is
  'Private: the guide''s transactions as ledger.post takes them, one entry each.';
