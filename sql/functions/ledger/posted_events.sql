-- One event a transaction, of the company that asked: {"v", "transaction_id", "posted_at",
-- "entries": [{"entry_id", "company_id", "description"}]}.

create or replace function ledger.posted_events(p_entries ledger.entry[], p_posted_at timestamptz)
  returns relay.event[]
  language plpgsql
  stable
as $$
declare
  v_posted_at text := ledger.as_instant(p_posted_at);
begin
  return array(
    select row(
      e.hub_id, 'transaction/' || e.transaction_id, 1, 'ledger.transaction.posted',
      json_build_object(
        'v', 1, 'transaction_id', e.transaction_id, 'posted_at', v_posted_at,
        'entries', json_agg(json_build_object(
          'entry_id', e.id, 'company_id', e.company_id, 'description', e.description))
      ))::relay.event
    from unnest(p_entries) e
    where e.id is not null
    group by e.hub_id, e.transaction_id);
end
$$;

comment on function ledger.posted_events(ledger.entry[], timestamptz) is
  'Private: what is told of transactions just written.';
