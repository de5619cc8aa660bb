-- What became of a chain between two looks at it, as chain.plan_rollback tells it.

create or replace function chain.difference(p_before chain.work, p_after chain.work)
  returns jsonb
  language sql
  stable
as $$
  select jsonb_build_object(
    'state', (p_after.chain).state,
    'undone', coalesce((
      select jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
        'step', e.step, 'state', upper(substr(e.type, 6) collate "C"),
        'waiting_on', e.payload -> 'waiting_on'))
        order by e.seq)
      from chain.events e
      where e.company_id = (p_after.chain).company_id and e.chain_id = (p_after.chain).id
        and e.seq > (p_before.chain).last_seq and e.type like 'step.%'), '[]'),
    'accounts', coalesce((
      select jsonb_agg(jsonb_build_object(
        'account_id', b.id, 'available_before', round(b.available, b.exponent)::text,
        'available_after', round(a.available, b.exponent)::text)
        order by b.ordinality)
      from unnest(p_before.accounts) with ordinality b
      join unnest(p_after.accounts) a on a.id = b.id
      where a.available <> b.available), '[]'))
$$;

comment on function chain.difference(chain.work, chain.work) is
  'Private: what became of a chain between two looks at it.';
