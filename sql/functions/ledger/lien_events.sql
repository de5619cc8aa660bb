-- An event a lien: {"v", "lien_id", "company_id", "account_id", "status", "amount", "captured", "released",
-- "held", "expires_at", …}; p_detail adds what is particular to the event.

create or replace function ledger.lien_events(
  p_liens ledger.liens[],
  p_event text,
  p_detail jsonb default '{}'
)
  returns relay.event[]
  language plpgsql
  stable
as $$
begin
  return array(
    select row(
      l.company_id, 'lien/' || l.id, l.version, 'ledger.lien.' || p_event,
      (jsonb_build_object(
        'v', 1, 'lien_id', l.id, 'company_id', l.company_id, 'account_id', l.account_id, 'status', l.status,
        'amount', l.amount::text, 'captured', l.captured::text, 'released', l.released::text,
        'held', (l.amount - l.captured - l.released)::text,
        'expires_at', ledger.as_instant(l.expires_at)) || p_detail)::json)::relay.event
    from unnest(p_liens) l);
end
$$;

comment on function ledger.lien_events(ledger.liens[], text, jsonb) is
  'Private: what is told of liens.';
