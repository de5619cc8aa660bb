create or replace function ledger.problems_as_json(p_problems ledger.problem[])
  returns jsonb
  language sql
  immutable
  parallel safe
as $$
  select coalesce(jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
    'code', p.code, 'detail', p.detail, 'transaction', p.position, 'entry', p.entry, 'line', p.line,
    'field', p.field, 'value', p.value))), '[]')
  from unnest(p_problems) p
$$;

comment on function ledger.problems_as_json(ledger.problem[]) is
  'Problems as callers see them: [{"code", "detail", "transaction", "entry"?, "line"?, "field"?, "value"?}].';
