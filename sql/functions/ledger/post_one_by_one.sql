-- Posts a call's transactions each in a call of its own: what ledger.post_reading does where they depend on
-- each other by transaction_id. To be called under the locks of the whole call.

create or replace function ledger.post_one_by_one(p_reading ledger.reading)
  returns setof ledger.outcome
  language plpgsql
as $$
begin
  for i in 0 .. jsonb_array_length(p_reading.documents) - 1 loop
    return query
    select
      i, o.status, o.transaction_id, o.entry_ids, o.code, o.detail, (
        select jsonb_agg(e.doc || jsonb_build_object('transaction', i) order by e.nth)
        from jsonb_array_elements(o.errors) with ordinality e (doc, nth))
    from ledger.post_reading(
      ledger.read_transactions(
        jsonb_build_array(p_reading.documents -> i),
        array[p_reading.callers[least(i + 1, cardinality(p_reading.callers))]]),
      '{}') o;
  end loop;
end
$$;

comment on function ledger.post_one_by_one(ledger.reading) is
  'Private: posts transactions each in a call of its own.';
