-- What each step of a definition depends on, by name: what depends_on names (a step, or each step of a
-- group), and the steps that its parameters or its condition refer to.

create or replace function chain.find_needs(p_docs jsonb[])
  returns chain.need[]
  language plpgsql
  stable
as $$
begin
  return array(
    with docs as materialized (
      select d.nth::integer, d.doc, d.doc ->> 'name' as name
      from unnest(p_docs) with ordinality d (doc, nth)
    )
    select row(d.nth, d.name, x.name, o.nth)::chain.need
    from docs d
    left join chain.step_kinds k on k.kind = d.doc ->> 'kind'
    cross join lateral (
      select n #>> '{}' as name
      from jsonb_array_elements(
        case jsonb_typeof(d.doc -> 'depends_on') when 'array' then d.doc -> 'depends_on' else '[]' end) n
      union
      select m[1]
      from regexp_matches(
        concat_ws(' ', d.doc ->> 'when', d.doc ->> 'params'), '\$\.steps\.([a-z][a-z0-9_]*)', 'g') m
      union
      select n #>> '{}'
      from unnest(k.steps) p, jsonb_path_query(d.doc -> 'params', p, '{}', true) n
      where jsonb_typeof(n) = 'string' and ledger.read_uuid(n #>> '{}') is null
    ) x
    left join docs o on x.name in (o.doc ->> 'name', o.doc ->> 'group'));
end
$$;

comment on function chain.find_needs(jsonb[]) is 'Private: what each step of a definition depends on.';
