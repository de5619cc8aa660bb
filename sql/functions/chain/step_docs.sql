-- The steps of a definition as documents, in its order: first its liens, which are steps of kind lien.

create or replace function chain.step_docs(p_body jsonb)
  returns jsonb[]
  language sql
  immutable
as $$
  select array(
    select jsonb_build_object(
      'name', coalesce(l.doc ->> 'name', 'lien_' || l.nth), 'kind', 'lien',
      'params', case jsonb_typeof(l.doc) when 'object' then l.doc - 'name' end)
    from jsonb_array_elements(coalesce(nullif(p_body -> 'liens', 'null'), '[]')) with ordinality l (doc, nth)
    order by l.nth) || array(select jsonb_array_elements(p_body -> 'steps'))
$$;

comment on function chain.step_docs(jsonb) is 'Private: the steps of a definition, its liens first.';
