-- What is wrong with the fields of an object, {"name": type}: string, number, boolean, object or array, with
-- a "!" where it must be there; without one null means absent. LG001 for a field that is missing or of
-- another type, LG002 for one that is not known.

create or replace function ledger.find_form_faults(p_value jsonb, p_fields jsonb)
  returns table (code text, field text)
  language sql
  stable
as $$
  select 'LG001', k.key
  from jsonb_each_text(p_fields) k
  where coalesce(jsonb_typeof(p_value -> k.key), 'null')
    <> case when coalesce(p_value -> k.key, 'null') = 'null' and k.value not like '%!' then 'null'
      else rtrim(k.value, '!') end
  union all
  select 'LG002', u.field
  from ledger.unknown_fields(p_value, array(select jsonb_object_keys(p_fields))) u (field)
$$;

comment on function ledger.find_form_faults(jsonb, jsonb) is
  'Private: the fields of an object that are missing, of another type, or not known.';
