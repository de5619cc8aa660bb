-- What is wrong with the steps of a definition, each by itself: first the form of all of them, then names,
-- kinds, effects, compensations, paths. Parameters whose value comes by reference are looked at when they are
-- known.

create or replace function chain.find_step_problems(p_docs jsonb[])
  returns setof chain.problem
  language plpgsql
  stable
as $$
declare
  v_groups text[] := array(select d ->> 'group' from unnest(p_docs) d where d ->> 'group' is not null);
  v_names text[] := array[]::text[];
  v_name text;
  v_doc jsonb;
begin
  return query
  select coalesce(d.doc ->> 'name', '#' || d.nth), f.code,
    ledger.describe_fault(f.code, x.place || f.field, null), x.place || f.field
  from unnest(p_docs) with ordinality d (doc, nth)
  left join chain.step_kinds k on k.kind = d.doc ->> 'kind'
  left join chain.step_kinds u on u.kind = d.doc -> 'compensation' ->> 'kind'
  cross join lateral (values
    ('', d.doc, '{"name": "string!", "kind": "string!", "depends_on": "array", "group": "string",
      "when": "string", "params": "object", "effect": "string", "compensation": "object", "retry": "object",
      "timeout": "number", "checkpoint": "boolean", "priority": "number"}'::jsonb),
    ('params.', case when k.kind is not null then coalesce(nullif(d.doc -> 'params', 'null'), '{}') end,
      k.params),
    ('retry.', d.doc -> 'retry',
      '{"max_attempts": "number", "initial": "number", "factor": "number", "max": "number"}'),
    ('compensation.', d.doc -> 'compensation', '{"kind": "string!", "params": "object"}'),
    ('compensation.params.', case when u.kind is not null
      then coalesce(nullif(d.doc -> 'compensation' -> 'params', 'null'), '{}') end, u.params)
    ) x (place, value, fields)
  cross join lateral ledger.find_form_faults(x.value, x.fields) f
  where (x.place = '' or jsonb_typeof(x.value) = 'object')
    and (x.place not like '%params.' or x.value -> f.field -> '$ref' is null)
  order by d.nth;

  foreach v_doc in array p_docs loop
    v_name := coalesce(v_doc ->> 'name', '#' || cardinality(v_names) + 1);
    if jsonb_typeof(v_doc -> 'name') = 'string'
      and (v_name !~ '^[a-z][a-z0-9_]{0,62}$' or v_name = any (v_names) or v_name = any (v_groups))
    then
      return next row(v_name, 'SG003', 'A name is small letters, digits and _, begins with a letter, and is '
        'used once, for a step or a group', 'name')::chain.problem;
    end if;
    v_names := v_names || v_name;
    return query select * from chain.find_kind_problems(v_name, v_doc);
    return query select * from chain.find_value_problems(v_name, v_doc);
  end loop;
end
$$;

comment on function chain.find_step_problems(jsonb[]) is
  'Private: the faults of each step of a definition by itself.';
