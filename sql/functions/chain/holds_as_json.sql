create or replace function chain.holds_as_json(p_holds chain.hold[])
  returns jsonb
  language plpgsql
  stable
as $$
begin
  if p_holds is null then
    return null;
  end if;
  return (
    select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
      'lien_id', h.lien_id, 'account_id', h.account_id, 'beneficiary_id', h.beneficiary_id,
      'amount', h.amount::text)))
    from unnest(p_holds) h);
end
$$;

comment on function chain.holds_as_json(chain.hold[]) is
  'Private: liens placed and given up, as events tell of them.';
