-- Accounts that steps name and that are not there, are not the caller's to name, are kept by the ledger, or
-- are of a company that does not settle with this one.

create or replace function chain.find_account_problems(
  p_company_id uuid,
  p_named chain.named_account[],
  p_companies uuid[]
)
  returns chain.problem[]
  language plpgsql
  stable
as $$
begin
  return array(
    select row(
      n.step, f.code, ledger.describe_fault(f.code, 'account_id', to_jsonb(n.value)), 'params')::chain.problem
    from unnest(p_named) n
    left join ledger.accounts a
      on a.id = n.account_id and (a.company_id = any (p_companies) or p_companies is null)
    cross join lateral (
      select case
        when a.id is null then 'LG011'
        when a.purpose = 'intercompany' then 'LG015'
        when a.company_id <> p_company_id and not ledger.may_settle_between(p_company_id, a.company_id)
          then 'LG016'
      end as code
    ) f
    where f.code is not null);
end
$$;

comment on function chain.find_account_problems(uuid, chain.named_account[], uuid[]) is
  'Private: the faults of the accounts that steps name.';
