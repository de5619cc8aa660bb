create or replace function chain.counts_on(p_company_id uuid, p_account_id uuid)
  returns boolean
  language sql
  stable
as $$
  select exists (
    select from chain.positions p where p.company_id = p_company_id and p.account_id = p_account_id)
  or exists (
    select from chain.chains c
    join chain.steps s on s.company_id = c.company_id and s.chain_id = c.id
    where c.ended_at is null and p_account_id = any (s.accounts))
$$;

comment on function chain.counts_on(uuid, uuid) is 'Whether a chain that has not ended counts on an account.';
