-- What an account has for a chain. ctel_locked: what the chain holds and reserves there; ctel_available: what
-- it may spend there of liens and transfers that have not reached the journal; virtual_available: what it may
-- spend there in all, null where the account has no floor.

create or replace function chain.virtual_balance_of(p_chain_id uuid, p_company_id uuid, p_account_id uuid)
  returns table (
    currency text,
    posted numeric,
    held numeric,
    available numeric,
    ctel_locked numeric,
    ctel_available numeric,
    virtual_available numeric
  )
  language sql
  stable
as $$
  select x.currency, round(x.posted, c.exponent), round(x.held, c.exponent),
         round(x.posted - x.held, c.exponent), round(x.locked, c.exponent), round(x.spendable, c.exponent),
         round(x.posted - x.held - x.floor + x.spendable, c.exponent)
  from (
    select
      a.currency, a.floor, ledger.posted(a.normal_side, b.debits, b.credits) as posted,
      ledger.still_held(b.company_id, b.account_id, b.held, b.next_lien_expiry, audit.clock()) as held,
      coalesce(p.reserved, 0) + coalesce((
        select sum(l.amount - l.captured - l.released) from ledger.liens l
        where l.company_id = a.company_id and l.account_id = a.id and l.status = 'active'
          and l.chain_id = p_chain_id), 0) as locked,
      greatest(0, coalesce(p.liened + p.deferred_in - p.deferred_out, 0)) as spendable
    from ledger.accounts a
    join ledger.balances b on b.company_id = a.company_id and b.account_id = a.id
    left join chain.positions p
      on p.company_id = a.company_id and p.account_id = a.id and p.chain_id = p_chain_id
    where a.company_id = p_company_id and a.id = p_account_id
  ) x
  join ledger.currencies c on c.code = x.currency
$$;

comment on function chain.virtual_balance_of(uuid, uuid, uuid) is 'What an account has for a chain.';
