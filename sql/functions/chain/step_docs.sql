-- The steps of a definition as documents, in its order: first its liens, which are steps of kind lien.

create or replace function chain.step_docs(p_body jsonb)
  returns table (nth integer, is_lien boolean, doc jsonb)
  language sql
  stable
as $$
  select row_number() over (order by not d.is_lien, d.nth)::integer, d.is_lien, d.doc
  from (
    select l.nth, true as is_lien,
           jsonb_build_object(
             'name', coalesce(l.doc ->> 'name', 'lien_' || l.nth), 'kind', 'lien',
             'params', case jsonb_typeof(l.doc) when 'object' then l.doc - 'name' end) as doc
    from jsonb_array_elements(coalesce(nullif(p_body -> 'liens', 'null'), '[]')) with ordinality l (doc, nth)
    union all
    select s.nth, false, s.doc
    from jsonb_array_elements(p_body -> 'steps') with ordinality s (doc, nth)
  ) d
$$;

comment on function chain.step_docs(jsonb) is 'Private: the steps of a definition, its liens first.';
