-- {"chain_id", "account_id", "currency", "posted", "held", "available", "ctel_locked", "ctel_available",
-- "virtual_available"}: chain.virtual_balance_of. Raises SG030, LG011 (no account that the chain counts on).

create or replace function chain.virtual_balance(p_company_id uuid, p_chain_id uuid, p_account_id uuid)
  returns jsonb
  language plpgsql
  stable
  security definer
  set search_path = pg_catalog, pg_temp
as $$
declare
  v_chain chain.chains;
  v_account ledger.accounts;
begin
  select c.* into v_chain from chain.chains c where c.company_id = p_company_id and c.id = p_chain_id;
  select a.* into v_account from ledger.accounts a
  where a.id = p_account_id and (a.company_id = p_company_id or a.company_id = any (v_chain.companies)
    or v_chain.companies is null);
  if v_chain.id is null then
    raise exception using errcode = 'SG030', message = format('Chain not found: %s', p_chain_id);
  elsif v_account.id is null then
    raise exception using
      errcode = 'LG011', message = ledger.describe_fault('LG011', 'account_id', to_jsonb(p_account_id));
  end if;
  return (
    select jsonb_build_object(
      'chain_id', p_chain_id, 'account_id', p_account_id, 'currency', v.currency, 'posted', v.posted::text,
      'held', v.held::text, 'available', v.available::text, 'ctel_locked', v.ctel_locked::text,
      'ctel_available', v.ctel_available::text, 'virtual_available', v.virtual_available::text)
    from chain.virtual_balance_of(p_chain_id, v_account.company_id, p_account_id) v);
end
$$;

comment on function chain.virtual_balance(uuid, uuid, uuid) is 'What an account has for a chain, as JSON.';
