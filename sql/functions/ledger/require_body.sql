-- Checks a request's body against its fields, {"name": type}: string, number, boolean or object, with a "!"
-- where it must be there; without one null means absent. Raises LG002 for a field that is not known, LG001
-- for one that is missing or of another type; all of them as JSON in DETAIL.

create or replace function ledger.require_body(p_body jsonb, p_fields jsonb)
  returns void
  language plpgsql
  stable
as $$
begin
  perform ledger.raise_problems(array(
    select row(
      null, null, null, f.code, ledger.describe_fault(f.code, f.field, null), f.field,
      ledger.shortened(p_body -> f.field))::ledger.problem
    from (
      select 'LG001' as code, 'body' as field
      where jsonb_typeof(p_body) not in ('object', 'null')
      union all
      select 'LG001', k.key
      from jsonb_each_text(p_fields) k
      where coalesce(jsonb_typeof(p_body -> k.key), 'null')
        <> case when coalesce(p_body -> k.key, 'null') = 'null' and k.value not like '%!' then 'null'
          else rtrim(k.value, '!') end
      union all
      select 'LG002', u.field
      from ledger.unknown_fields(p_body, array(select jsonb_object_keys(p_fields))) u (field)
    ) f));
end
$$;

comment on function ledger.require_body(jsonb, jsonb) is
  'Private: refuses a body whose fields are not those of the operation.';
