-- Posts a call's transactions each in a call of its own: what ledger.post does where they depend on each
-- other by transaction_id. To be called under the locks of the whole call.

create or replace function ledger.post_one_by_one(p_transactions jsonb, p_callers access.caller[])
  returns setof ledger.outcome
  language plpgsql
as $$
begin
  for i in 0 .. jsonb_array_length(p_transactions) - 1 loop
    return query
    select
      i, o.status, o.transaction_id, o.entry_ids, o.code, o.detail, (
        select jsonb_agg(e.doc || jsonb_build_object('transaction', i) order by e.nth)
        from jsonb_array_elements(o.errors) with ordinality e (doc, nth))
    from ledger.post(
      jsonb_build_array(p_transactions -> i),
      p_callers => array[p_callers[least(i + 1, cardinality(p_callers))]]) o;
  end loop;
end
$$;

comment on function ledger.post_one_by_one(jsonb, access.caller[]) is
  'Private: posts transactions each in a call of its own.';
