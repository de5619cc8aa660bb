-- What is wrong with the fields of an object, {"name": type}: string, number, boolean, object or array, with
-- a "!" where it must be there; without one null means absent. LG001 for a field that is missing or of
-- another type, then LG002 for one that is not known.

create or replace function ledger.find_form_faults(p_value jsonb, p_fields jsonb)
  returns table (code text, field text)
  language sql
  stable
as $$
  select case when f.type is null then 'LG002' else 'LG001' end, v.key
  from jsonb_each(case jsonb_typeof(p_value) when 'object' then p_value end) v
  cross join lateral (select p_fields ->> v.key as type) f
  where f.type is null or jsonb_typeof(v.value) not in (
    rtrim(f.type, '!'), case when f.type not like '%!' then 'null' else 'absent' end)
  union all
  select 'LG001', k.key
  from jsonb_each_text(p_fields) k
  where k.value like '%!' and (jsonb_typeof(p_value) = 'object' and p_value ? k.key) is not true
  order by 1
$$;

comment on function ledger.find_form_faults(jsonb, jsonb) is
  'Private: the fields of an object that are missing, of another type, or not known.';
