create or replace function chain.find_account(p_accounts chain.account[], p_id jsonb)
  returns chain.account
  language plpgsql
  immutable
as $$
declare
  v_id uuid := ledger.read_uuid(p_id #>> '{}');
begin
  return (select a from unnest(p_accounts) a where a.id = v_id);
end
$$;

comment on function chain.find_account(chain.account[], jsonb) is
  'The account that a step''s parameter names; null where there is none.';
