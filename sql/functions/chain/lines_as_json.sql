create or replace function chain.lines_as_json(p_lines ledger.line[])
  returns jsonb
  language plpgsql
  stable
as $$
begin
  if p_lines is null then
    return null;
  end if;
  return (
    select jsonb_agg(jsonb_build_object(
      'account_id', l.account_id, 'debit_amount', l.debit_amount::text,
      'credit_amount', l.credit_amount::text))
    from unnest(p_lines) l);
end
$$;

comment on function chain.lines_as_json(ledger.line[]) is 'Private: lines as events tell of them.';
