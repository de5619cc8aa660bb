create or replace function ledger.unknown_fields(p_object jsonb, p_known text[])
  returns setof text
  language sql
  immutable
  parallel safe
as $$
  select k.field
  from jsonb_object_keys(case jsonb_typeof(p_object) when 'object' then p_object else '{}' end) k (field)
  where k.field <> all (p_known)
$$;

comment on function ledger.unknown_fields(jsonb, text[]) is
  'The fields of an object that are not among the known ones.';
