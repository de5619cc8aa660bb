-- What is wrong with the steps of a definition, each by itself: first the form of all of them, then names,
-- kinds, effects, compensations, paths. Parameters whose value comes by reference are looked at when they are
-- known.

create or replace function chain.find_step_problems(p_docs jsonb[])
  returns chain.problem[]
  language plpgsql
  stable
as $$
declare
  v_groups text[] := array(select d ->> 'group' from unnest(p_docs) d where d ->> 'group' is not null);
  v_names text[] := array[]::text[];
  v_problems chain.problem[] := chain.find_step_form_problems(p_docs);
  v_name text;
  v_doc jsonb;
  v_effects text[];
  v_undoes_itself boolean;
begin
  for v_doc, v_effects, v_undoes_itself in
    select d.doc, k.effects, k.undoes_itself
    from unnest(p_docs) with ordinality d (doc, nth)
    left join chain.step_kinds k on k.kind = d.doc ->> 'kind'
    order by d.nth
  loop
    v_name := coalesce(v_doc ->> 'name', '#' || cardinality(v_names) + 1);
    if jsonb_typeof(v_doc -> 'name') = 'string'
      and (v_name !~ '^[a-z][a-z0-9_]{0,62}$' or v_name = any (v_names) or v_name = any (v_groups))
    then
      v_problems := v_problems || row(
        v_name, 'SG003', 'A name is small letters, digits and _, begins with a letter, and is used once, '
        'for a step or a group', 'name')::chain.problem;
    end if;
    v_names := v_names || v_name;
    v_problems := v_problems || chain.find_kind_problems(v_name, v_doc, v_effects, v_undoes_itself)
      || chain.find_value_problems(v_name, v_doc);
  end loop;
  return v_problems;
end
$$;

comment on function chain.find_step_problems(jsonb[]) is
  'Private: the faults of each step of a definition by itself.';
