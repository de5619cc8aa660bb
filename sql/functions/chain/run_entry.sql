-- Kind entry: {"lines": [{"account_id", "debit_amount"?, "credit_amount"?, "description"?}], "timing"?,
-- "guarded"?}: as many lines as there are fees and commissions, balanced per currency. When it moves: as
-- chain.run_transfer. Output: {"debits": {currency: total}}.

create or replace function chain.run_entry(p_call chain.call)
  returns chain.effect
  language plpgsql
  stable
as $$
declare
  v_lines ledger.line[];
  v_fault text[];
  v_totals jsonb;
begin
  select
    array_agg(row(
      0, 1, l.nth, a.company_id, a.id, a.currency, round(l.debit::numeric, a.exponent),
      round(l.credit::numeric, a.exponent), l.doc ->> 'description', null)::ledger.line order by l.nth)
      filter (where l.fault is null and a.id is not null),
    (array_agg(array[coalesce(l.fault, 'LG011'), format('Line %s: %s', l.nth - 1, coalesce(
        ledger.describe_fault(l.fault, 'amount', l.doc -> 'debit_amount'),
          'it names no account of the chain'))])
      filter (where l.fault is not null or a.id is null))[1:1]
  into v_lines, v_fault
  from (
    select
      d.doc, d.nth, coalesce(d.doc ->> 'debit_amount', '0') as debit,
      coalesce(d.doc ->> 'credit_amount', '0') as credit,
      coalesce(
        ledger.amount_fault(d.doc -> 'debit_amount', x.exponent),
        ledger.amount_fault(d.doc -> 'credit_amount', x.exponent),
        case
          when coalesce(d.doc ->> 'debit_amount', '0')::numeric > 0
            and coalesce(d.doc ->> 'credit_amount', '0')::numeric > 0 then 'LG025'
          when coalesce(d.doc ->> 'debit_amount', '0')::numeric
            + coalesce(d.doc ->> 'credit_amount', '0')::numeric = 0 then 'LG026' end) as fault
    from jsonb_array_elements(p_call.params -> 'lines') with ordinality d (doc, nth)
    left join unnest(p_call.accounts) x on x.id::text = lower(d.doc ->> 'account_id')
  ) l
  left join unnest(p_call.accounts) a on a.id::text = lower(l.doc ->> 'account_id');
  if v_fault is not null then
    return chain.refusal(v_fault[1][1], v_fault[1][2]);
  elsif coalesce(cardinality(v_lines), 0) < 2 then
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
    p_is_immediate => coalesce(p_call.params ->> 'timing' = 'immediate', false),
    p_is_guarded => coalesce((p_call.params -> 'guarded')::boolean, true));
end
$$;

comment on function chain.run_entry(chain.call) is
  'Kind entry: moves amounts between many accounts, balanced per currency.';
