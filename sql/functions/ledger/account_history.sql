-- An account's lines, newest first: those whose effective time is in [p_from, p_to), below version p_before
-- (the last version of the page before), p_limit at a time (1 to 1000). A page is read backwards along
-- the account's versions, and each line's entry looked up by its key (offset 0: never the other way round).
-- Raises LG011.

create or replace function ledger.account_history(
  p_company_id uuid,
  p_account_id uuid,
  p_from timestamptz default null,
  p_to timestamptz default null,
  p_before bigint default null,
  p_limit integer default 100
)
  returns table (
    account_version bigint,
    transaction_id uuid,
    entry_id uuid,
    line_no integer,
    posted_at timestamptz,
    effective_at timestamptz,
    description text,
    debit_amount numeric,
    credit_amount numeric,
    balance_after numeric
  )
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_exponent integer := (
    select c.exponent
    from ledger.accounts a join ledger.currencies c on c.code = a.currency
    where a.company_id = p_company_id and a.id = p_account_id);
begin
  if v_exponent is null then
    raise exception using errcode = 'LG011', message = format('Account not found: %s', p_account_id);
  end if;
  return query
  select l.account_version, e.transaction_id, l.entry_id, l.line_no, e.posted_at, e.effective_at,
         coalesce(l.description, e.description),
         round(l.debit_amount, v_exponent),
         round(l.credit_amount, v_exponent), round(l.balance_after, v_exponent)
  from ledger.journal_lines l
  cross join lateral (
    select j.* from ledger.journal_entries j
    where j.company_id = l.company_id and j.id = l.entry_id
    offset 0
  ) e
  where l.company_id = p_company_id and l.account_id = p_account_id
    and l.account_version < coalesce(p_before, 9223372036854775807)
    and e.effective_at >= coalesce(p_from, '-infinity') and e.effective_at < coalesce(p_to, 'infinity')
  order by l.account_version desc
  limit least(greatest(coalesce(p_limit, 100), 1), 1000);
end
$$;

comment on function ledger.account_history(uuid, uuid, timestamptz, timestamptz, bigint, integer) is
  'An account''s lines, newest first, by effective time, a page at a time.';
