create or replace function ledger.lien_as_json(p_lien ledger.liens)
  returns jsonb
  language sql
  stable
as $$
  select jsonb_build_object(
    'id', p_lien.id, 'company_id', p_lien.company_id, 'account_id', p_lien.account_id,
    'status', p_lien.status, 'amount', round(p_lien.amount, c.exponent)::text,
    'captured', round(p_lien.captured, c.exponent)::text,
    'released', round(p_lien.released, c.exponent)::text, 'reason', p_lien.reason,
    'expires_at', ledger.as_time(p_lien.expires_at), 'version', p_lien.version,
    'metadata', p_lien.metadata, 'created_at', ledger.as_time(p_lien.created_at),
    'ended_at', ledger.as_time(p_lien.ended_at))
  from ledger.accounts a
  join ledger.currencies c on c.code = a.currency
  where a.company_id = p_lien.company_id and a.id = p_lien.account_id
$$;

comment on function ledger.lien_as_json(ledger.liens) is
  'A lien as callers see it; amounts in the currency''s decimals.';
