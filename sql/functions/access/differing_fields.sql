-- [{"code": "ZA010", "field", "detail"}]: the fields of two requests, {"company_id", "params", "body"}, that
-- differ.

create or replace function access.differing_fields(p_first jsonb, p_second jsonb)
  returns jsonb
  language sql
  immutable
  parallel safe
as $$
  select coalesce(jsonb_agg(
    jsonb_build_object('code', 'ZA010', 'field', d.field, 'detail', format('%s differs', d.field))
    order by d.field), '[]')
  from (
    select distinct coalesce(a.field, b.field) as field
    from access.fields_of(p_first) a
    full join access.fields_of(p_second) b on b.origin = a.origin and b.field = a.field
    where a.value is distinct from b.value
  ) d
$$;

comment on function access.differing_fields(jsonb, jsonb) is
  'Private: which fields of two requests differ, as problems.';
