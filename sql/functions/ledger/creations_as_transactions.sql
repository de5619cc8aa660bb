-- Creations as ledger.read_lines takes them: a transaction each, and in it an entry for each transaction of
-- the guide, in the books of the creation's company.

create or replace function ledger.creations_as_transactions(p_creations ledger.creation[])
  returns jsonb
  language sql
  immutable
  parallel safe
as $$
  select jsonb_agg(
    jsonb_build_object('entries', (
      select jsonb_agg(
        case jsonb_typeof(t.doc)
          when 'object' then t.doc || jsonb_build_object('company_id', c.company_id)
          else t.doc end
        order by t.nth)
      from jsonb_array_elements(
        case jsonb_typeof(c.body -> 'transactions') when 'array' then c.body -> 'transactions' else '[]' end)
        with ordinality t (doc, nth)))
    order by c.nth)
  from unnest(p_creations) with ordinality c (company_id, body, caller, nth)
$$;

comment on function ledger.creations_as_transactions(ledger.creation[]) is
  'Private: creations as transactions, the guide''s transactions as their entries.';
