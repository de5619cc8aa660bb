-- Locks a lien, then its account's balance and those of p_more: liens before balances, everywhere. Returns
-- the lien and the time, read after the waits. An expiry that it has not reached, nobody has counted on: it
-- is not before the account's last booking, nor before its last lien, whatever became of the clock.
-- Raises LN001 (not found), LN009 (a chain's), LN004 (ended), LN005 (expired).

create or replace function ledger.lock_lien(
  p_company_id uuid,
  p_lien_id uuid,
  p_more ledger.line[],
  out lien ledger.liens,
  out locked_at timestamptz
)
  language plpgsql
  -- Else a plan made while the table was small may sort all of an account's liens to find the last.
  set enable_sort = off
as $$
begin
  select l.* into lien from ledger.liens l where l.company_id = p_company_id and l.id = p_lien_id for update;
  if lien.id is null then
    raise exception using errcode = 'LN001', message = format('Lien not found: %s', p_lien_id);
  end if;
  if lien.chain_id is not null then
    raise exception using
      errcode = 'LN009', message = format('The lien belongs to chain %s, which ends it', lien.chain_id);
  end if;
  locked_at := ledger.lock_balances(p_more || ledger.blank_line(p_company_id, lien.account_id));
  locked_at := greatest(locked_at, (
    select l.created_at from ledger.liens l
    where l.company_id = p_company_id and l.account_id = lien.account_id and l.status = 'active'
    order by l.created_at desc
    limit 1));
  if lien.status <> 'active' then
    raise exception using
      errcode = 'LN004', message = format('Lien is not active. Current status: %s', lien.status);
  elsif lien.expires_at <= locked_at then
    raise exception using errcode = 'LN005', message = format('Lien expired at %s', lien.expires_at);
  end if;
end
$$;

comment on function ledger.lock_lien(uuid, uuid, ledger.line[]) is
  'Private: locks an active lien and the balances behind it, in order.';
