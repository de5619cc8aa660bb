-- Locks the balances of accounts in order, and reads the accounts in a later statement, as a chain sees them.
-- Where they are of several companies, those in which the companies settle are made and locked too: a
-- settlement takes no lock of its own.
-- Locks: intercompany accounts that it makes; balances, by (company_id, account_id).

create or replace function chain.lock_accounts(
  p_company_id uuid,
  p_chain_id uuid,
  p_ids uuid[],
  out accounts chain.account[],
  out locked_at timestamptz
)
  language plpgsql
as $$
declare
  v_lines ledger.line[];
  v_others uuid[];
  v_currencies text[];
begin
  select array_agg(ledger.blank_line(a.company_id, a.id)),
         array_agg(a.company_id) filter (where a.company_id <> p_company_id),
         array_agg(a.currency) filter (where a.company_id <> p_company_id)
  into v_lines, v_others, v_currencies
  from unnest(p_ids) i
  join ledger.accounts a on a.id = i;
  if v_others is not null then
    perform ledger.open_intercompany_accounts(
      array_fill(p_company_id, array[cardinality(v_others)]), v_others, v_currencies);
    v_lines := v_lines || array(
      select distinct ledger.blank_line(
        s.company_id, ledger.intercompany_account_id(s.company_id, s.partner_id, o.currency, t.type))
      from unnest(v_others, v_currencies) o (company_id, currency)
      cross join lateral (values
        (p_company_id, o.company_id), (o.company_id, p_company_id)) s (company_id, partner_id)
      cross join (values ('asset'), ('liability')) t (type));
  end if;
  locked_at := ledger.lock_balances(v_lines);
  accounts := array(
    select row(
      a.company_id, a.id, a.currency, c.exponent, a.normal_side, a.floor, a.status, a.purpose,
      ledger.posted(a.normal_side, b.debits, b.credits)
        - ledger.still_held(b.company_id, b.account_id, b.held, b.next_lien_expiry, locked_at),
      coalesce(p.liened, 0), coalesce(p.deferred_in, 0), coalesce(p.deferred_out, 0),
      exists (select from chain.risk_rules k where k.company_id = a.company_id))::chain.account
    from (select distinct i from unnest(p_ids) i) i (id)
    join ledger.accounts a on a.id = i.id
    join ledger.balances b on b.company_id = a.company_id and b.account_id = a.id
    join ledger.currencies c on c.code = a.currency
    left join chain.positions p
      on p.company_id = a.company_id and p.account_id = a.id and p.chain_id = p_chain_id
    order by a.company_id, a.id);
end
$$;

comment on function chain.lock_accounts(uuid, uuid, uuid[]) is
  'Private: locks accounts, and reads them as a chain sees them.';
