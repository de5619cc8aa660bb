create or replace function chain.chain_lien_as_json(p_lien ledger.liens, p_deadline timestamptz)
  returns jsonb
  language sql
  stable
as $$
  select ledger.lien_as_json(p_lien) - 'expires_at' || jsonb_build_object(
    'chain_id', p_lien.chain_id, 'step', p_lien.step,
    'beneficiary_account_id', p_lien.beneficiary_account_id, 'deadline', ledger.as_time(p_deadline))
$$;

comment on function chain.chain_lien_as_json(ledger.liens, timestamptz) is
  'A lien of a chain as callers see it: with the chain''s deadline instead of an expiry.';
