-- What a settlement books beside reversals: each pending transfer's lines, and for each lien a line on the
-- account held and one on its beneficiary; a guard's account is its own beneficiary, and nothing moves. Net:
-- their sum per account.

create or replace function chain.settlement_lines(p_work chain.work)
  returns ledger.line[]
  language sql
  stable
as $$
  with gross as (
    select t.account_company_id as company_id, t.account_id, t.currency, t.debit_amount, t.credit_amount,
           t.description
    from unnest(p_work.transfers) t
    where t.reverses_transaction_id is null
    union all
    select a.company_id, a.id, a.currency,
           case when (a.normal_side = 'credit') = s.is_held then h.amount else 0 end,
           case when (a.normal_side = 'credit') = s.is_held then 0 else h.amount end,
           'Lien'
    from (
      select l.account_id, l.beneficiary_account_id, l.amount - l.captured - l.released as amount
      from unnest(p_work.liens) l
      where l.status = 'active' and l.account_id <> l.beneficiary_account_id
    ) h
    cross join lateral (values (h.account_id, true), (h.beneficiary_account_id, false)) s (account_id,
      is_held)
    join unnest(p_work.accounts) a on a.id = s.account_id
  ), net as (
    select g.company_id, g.account_id, g.currency, sum(g.debit_amount - g.credit_amount) as excess
    from gross g
    group by g.company_id, g.account_id, g.currency
    having sum(g.debit_amount - g.credit_amount) <> 0
  )
  select coalesce(array_agg(row(
    0, null, null, l.company_id, l.account_id, l.currency, l.debit_amount, l.credit_amount, l.description,
    null)::ledger.line), '{}')
  from (
    select g.* from gross g where (p_work.chain).settlement = 'gross'
    union all
    select n.company_id, n.account_id, n.currency, greatest(n.excess, 0), greatest(-n.excess, 0), null
    from net n
    where (p_work.chain).settlement = 'net'
  ) l
$$;

comment on function chain.settlement_lines(chain.work) is 'Private: what the settlement of a chain books.';
