create or replace function chain.find_account(p_accounts chain.account[], p_id jsonb)
  returns chain.account
  language sql
  immutable
as $$
  select a from unnest(p_accounts) a where a.id::text = lower(p_id #>> '{}')
$$;

comment on function chain.find_account(chain.account[], jsonb) is
  'The account that a step''s parameter names; null where there is none.';
