create or replace function ledger.expired_holds(p_company_id uuid, p_account_id uuid, p_at timestamptz)
  returns numeric
  language plpgsql
  stable
as $$
begin
  return (
    select coalesce(sum(l.amount - l.captured - l.released), 0)
    from ledger.liens l
    where l.company_id = p_company_id and l.account_id = p_account_id
      and l.status = 'active' and l.expires_at <= p_at);
end
$$;

comment on function ledger.expired_holds(uuid, uuid, timestamptz) is
  'What liens that expired by that time, but are not swept yet, still count in an account''s held.';
