-- Keeps of an entry and its lines the fields that ledger.post knows: what validation_strict_mode = false
-- lets pass.

create or replace function ledger.known_fields(p_entry jsonb)
  returns jsonb
  language sql
  stable
as $$
  select jsonb_object_agg(e.key, case e.key
    when 'lines' then (
      select jsonb_agg((
        select jsonb_object_agg(f.key, f.value) from jsonb_each(l.doc) f
        where f.key in ('account_id', 'description', 'debit_amount', 'credit_amount', 'if')) order by l.nth)
      from jsonb_array_elements(e.value) with ordinality l (doc, nth))
    else e.value end)
  from jsonb_each(p_entry) e
  where e.key in ('company_id', 'description', 'effective_at', 'metadata', 'lines')
$$;

comment on function ledger.known_fields(jsonb) is 'An entry without the fields that are not known.';
