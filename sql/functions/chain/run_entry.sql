-- Kind entry: {"lines": [{"account_id", "debit_amount"?, "credit_amount"?, "description"?}], "timing"?,
-- "guarded"?}: as many lines as there are fees and commissions, balanced per currency. When it moves: as
-- chain.run_transfer. Output: {"debits": {currency: total}}.

create or replace function chain.run_entry(p_call chain.call)
  returns chain.effect
  language plpgsql
  stable
as $$
declare
  v_lines ledger.line[] := array[]::ledger.line[];
  v_doc jsonb;
  v_account chain.account;
  v_fault text;
  v_totals jsonb;
begin
  if coalesce(p_call.params ->> 'timing', 'deferred') not in ('deferred', 'immediate') then
    return chain.refusal('SG022', 'timing is deferred or immediate');
  end if;
  for v_doc in select d from jsonb_array_elements(p_call.params -> 'lines') d loop
    v_account := chain.find_account(p_call.accounts, v_doc -> 'account_id');
    v_fault := chain.line_fault(v_doc, v_account);
    if v_fault is not null then
      return chain.refusal(v_fault, format(
        'Line %s: %s', cardinality(v_lines), ledger.describe_fault(v_fault, 'its amount or account', v_doc)));
    end if;
    v_lines := v_lines || row(
      0, 1, cardinality(v_lines) + 1, v_account.company_id, v_account.id, v_account.currency,
      round(coalesce((v_doc ->> 'debit_amount')::numeric, 0), v_account.exponent),
      round(coalesce((v_doc ->> 'credit_amount')::numeric, 0), v_account.exponent), v_doc ->> 'description',
      null)::ledger.line;
  end loop;
  if cardinality(v_lines) < 2 then
    return chain.refusal('LG003', 'Fewer than two lines');
  end if;
  select jsonb_object_agg(s.currency, s.debits::text) into v_totals
  from (
    select l.currency, sum(l.debit_amount) as debits from unnest(v_lines) l
    group by l.currency
    having sum(l.debit_amount) = sum(l.credit_amount)
  ) s;
  if exists (select from unnest(v_lines) l where v_totals -> l.currency is null) or v_totals is null then
    return chain.refusal('LG030', 'Debits and credits differ');
  end if;
  return chain.done(
    jsonb_build_object('debits', v_totals), v_lines,
    p_is_immediate => chain.is_immediate(p_call.params),
    p_is_guarded => p_call.params -> 'guarded' is distinct from 'false');
end
$$;

comment on function chain.run_entry(chain.call) is
  'Kind entry: moves amounts between many accounts, balanced per currency.';
