-- Accounts with nothing on them and no floor, to see what steps would do whatever their accounts have.

create or replace function chain.accounts_for(p_steps chain.steps[])
  returns chain.account[]
  language sql
  stable
as $$
  select array(
    select row(
      a.company_id, a.id, a.currency, c.exponent, a.normal_side, null, 'open', a.purpose, 0, 0, 0,
        0, false)::chain.account
    from (select distinct unnest(s.accounts) as id from unnest(p_steps) s) n
    join ledger.accounts a on a.id = n.id
    join ledger.currencies c on c.code = a.currency
    order by a.company_id, a.id)
$$;

comment on function chain.accounts_for(chain.steps[]) is 'Private: the accounts that steps name, blank.';
