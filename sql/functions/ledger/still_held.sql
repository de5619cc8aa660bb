-- What an account's liens hold at a time, from its balance row: held, less what expired liens hold still.
-- Until the first expiry that is just held, so the liens are read only after it.

create or replace function ledger.still_held(
  p_company_id uuid,
  p_account_id uuid,
  p_held numeric,
  p_next_lien_expiry timestamptz,
  p_at timestamptz
)
  returns numeric
  language sql
  stable
as $$
  select case
    when p_next_lien_expiry <= p_at then p_held - ledger.expired_holds(p_company_id, p_account_id, p_at)
    else p_held end
$$;

comment on function ledger.still_held(uuid, uuid, numeric, timestamptz, timestamptz) is
  'What an account''s unexpired liens hold at a time, from its balance row; available is posted minus this.';
