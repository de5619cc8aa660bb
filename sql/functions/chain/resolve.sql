-- A value with each {"$ref": path} in it replaced by what the path finds in the context. Only references that
-- begin with p_root are looked up; the others stay for later. Where a path finds nothing, null stands there,
-- and `missing` names one such path.

create or replace function chain.resolve(
  p_value jsonb,
  p_context jsonb,
  p_root text,
  out value jsonb,
  out missing text
)
  language plpgsql
  immutable
as $$
declare
  v_path text := p_value ->> '$ref';
begin
  value := p_value;
  if strpos(p_value::text, '"$ref"') = 0 then
    return;
  elsif v_path is not null and jsonb_typeof(p_value) = 'object' then
    if strpos(v_path, p_root) = 1 then
      value := jsonb_path_query_first(p_context, v_path::jsonpath, '{}', true);
      missing := case when value is null then v_path end;
    end if;
  elsif jsonb_typeof(p_value) = 'object' then
    select jsonb_object_agg(e.key, coalesce(r.value, 'null')), min(r.missing)
    into value, missing
    from jsonb_each(p_value) e
    cross join lateral chain.resolve(e.value, p_context, p_root) r;
  elsif jsonb_typeof(p_value) = 'array' then
    select jsonb_agg(coalesce(r.value, 'null') order by e.nth), min(r.missing)
    into value, missing
    from jsonb_array_elements(p_value) with ordinality e (item, nth)
    cross join lateral chain.resolve(e.item, p_context, p_root) r;
  end if;
end
$$;

comment on function chain.resolve(jsonb, jsonb, text) is
  'A value with the references in it that begin with a root replaced by what they find in a context.';
