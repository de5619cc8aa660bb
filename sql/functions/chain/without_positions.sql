create or replace function chain.without_positions(p_accounts chain.account[])
  returns chain.account[]
  language sql
  stable
as $$
  select array_agg(row(
    a.company_id, a.id, a.currency, a.exponent, a.normal_side, a.floor, a.status, a.purpose, a.available,
    0, 0, 0, a.is_assessed)::chain.account)
  from unnest(p_accounts) a
$$;

comment on function chain.without_positions(chain.account[]) is
  'Private: accounts on which a chain counts no more.';
