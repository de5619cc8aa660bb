create or replace function ledger.without_unknown_fields(p_transaction jsonb)
  returns jsonb
  language sql
  stable
as $$
  select jsonb_build_object('entries', jsonb_agg(ledger.known_fields(e.doc) order by e.nth))
  from jsonb_array_elements(p_transaction -> 'entries') with ordinality e (doc, nth)
$$;

comment on function ledger.without_unknown_fields(jsonb) is
  'Private: a transaction whose entries have the fields that are known, and no others.';
