create or replace function chain.plan_of(p_steps chain.steps[])
  returns jsonb
  language plpgsql
as $$
begin
  return jsonb_build_object(
    'steps', chain.steps_as_plan(p_steps),
    'accounts', (
      select coalesce(jsonb_agg(jsonb_build_object(
        'account_id', r.account_id, 'currency', r.currency, 'reserved', r.reserved::text,
        'held', r.held::text)
        order by r.account_id), '[]')
      from chain.reservations_of(p_steps) r));
end
$$;

comment on function chain.plan_of(chain.steps[]) is 'Private: what steps would do, as chain.plan tells it.';
