-- Fields of the steps of a definition that are missing, not known or of another type. Parameters that are
-- references are looked at when their values are known.

create or replace function chain.find_step_form_problems(p_docs jsonb[])
  returns chain.problem[]
  language plpgsql
  stable
as $$
begin
  return array(
    select row(
      coalesce(d.doc ->> 'name', '#' || d.nth), f.code,
      ledger.describe_fault(f.code, x.place || f.field, null), x.place || f.field)::chain.problem
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
        '{"max_attempts": "number", "initial": "number", "factor": "number", "max": "number", '
        '"non_retryable": "array"}'),
      ('compensation.', d.doc -> 'compensation', '{"kind": "string!", "params": "object"}'),
      ('compensation.params.', case when u.kind is not null
        then coalesce(nullif(d.doc -> 'compensation' -> 'params', 'null'), '{}') end, u.params)
      ) x (place, value, fields)
    cross join lateral ledger.find_form_faults(x.value, x.fields) f
    where (x.place = '' or jsonb_typeof(x.value) = 'object')
      and (x.place not like '%params.' or x.value -> f.field -> '$ref' is null)
    order by d.nth, f.code);
end
$$;

comment on function chain.find_step_form_problems(jsonb[]) is
  'Private: the faults of form of the steps of a definition.';
