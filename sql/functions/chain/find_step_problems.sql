-- What is wrong with the steps of a definition, each by itself: fields, names, kinds, effects, parameters,
-- paths. Parameters whose value comes by reference are looked at when they are known.

create or replace function chain.find_step_problems(p_body jsonb)
  returns setof chain.problem
  language plpgsql
  stable
as $$
begin
  return query
  with docs as materialized (
    select d.nth, d.doc, coalesce(d.doc ->> 'name', '#' || d.nth) as name, k.kind, k.effects,
      k.params as fields
    from chain.step_docs(p_body) d
    left join chain.step_kinds k on k.kind = d.doc ->> 'kind'
  )
  select p.name, p.code, p.detail, p.field
  from (
    select d.nth, d.name, f.code, ledger.describe_fault(f.code, f.field, null) as detail, f.field
    from docs d
    cross join lateral ledger.find_form_faults(d.doc, '{"name": "string!", "kind": "string!",
      "depends_on": "array", "group": "string", "when": "string", "params": "object", "effect": "string",
      "compensation": "object", "retry": "object", "timeout": "number", "checkpoint": "boolean",
      "priority": "number"}') f
    union all
    select d.nth, d.name, 'SG002', format('Unknown kind %s', d.doc ->> 'kind'), 'kind'
    from docs d
    where d.kind is null and d.doc ->> 'kind' is not null
    union all
    select d.nth, d.name, 'SG003',
      'A name is small letters, digits and _, begins with a letter, and is used once',
          'name'
    from docs d
    where jsonb_typeof(d.doc -> 'name') = 'string'
      and (d.doc ->> 'name' !~ '^[a-z][a-z0-9_]{0,62}$' or exists (
        select from docs o where o.nth < d.nth and d.doc ->> 'name' in (o.doc ->> 'name', o.doc ->> 'group')))
    union all
    select d.nth, d.name, 'SG006', format('A step of kind %s may have the effect %s, not %s',
            d.kind, array_to_string(d.effects, ' or '), d.doc ->> 'effect'), 'effect'
    from docs d
    where d.doc ->> 'effect' <> all (d.effects)
    union all
    select d.nth, d.name, 'SG008', 'What it does cannot be undone: it needs a compensation', 'compensation'
    from docs d
    where d.doc ->> 'effect' = 'compensatable' and d.effects[1] = 'none'
      and coalesce(jsonb_typeof(d.doc -> 'compensation'), 'null') = 'null'
    union all
    select d.nth, d.name, f.code, ledger.describe_fault(f.code, 'params.' || f.field, null),
      'params.' || f.field
    from docs d
    cross join lateral ledger.find_form_faults(coalesce(nullif(d.doc -> 'params', 'null'), '{}'), d.fields) f
    where coalesce(jsonb_typeof(d.doc -> 'params'), 'null') in ('object', 'null')
      and d.doc -> 'params' -> f.field -> '$ref' is null
    union all
    select d.nth, d.name, f.code, ledger.describe_fault(f.code, 'retry.' || f.field, null),
      'retry.' || f.field
    from docs d
    cross join lateral ledger.find_form_faults(d.doc -> 'retry',
      '{"max_attempts": "number", "initial": "number", "factor": "number", "max": "number"}') f
    where jsonb_typeof(d.doc -> 'retry') = 'object'
    union all
    select d.nth, d.name, f.code, ledger.describe_fault(f.code, 'compensation.' || f.field, null),
      'compensation.' || f.field
    from docs d
    cross join lateral ledger.find_form_faults(d.doc -> 'compensation',
      '{"kind": "string!", "params": "object"}') f
    where jsonb_typeof(d.doc -> 'compensation') = 'object'
    union all
    select d.nth, d.name, 'SG002', format('No kind that undoes: %s', d.doc -> 'compensation' ->> 'kind'),
      'compensation.kind'
    from docs d
    where d.doc -> 'compensation' ->> 'kind' is not null and not exists (
      select from chain.step_kinds k
      where k.kind = d.doc -> 'compensation' ->> 'kind' and k.effects[1] = 'none'
        and 'compensatable' = any (k.effects))
    union all
    select d.nth, d.name, f.code, ledger.describe_fault(f.code, 'compensation.params.' || f.field, null),
      'compensation.params.' || f.field
    from docs d
    join chain.step_kinds k on k.kind = d.doc -> 'compensation' ->> 'kind'
    cross join lateral ledger.find_form_faults(
      coalesce(nullif(d.doc -> 'compensation' -> 'params', 'null'), '{}'), k.params) f
    where d.doc -> 'compensation' -> 'params' -> f.field -> '$ref' is null
    union all
    select d.nth, d.name, 'SG022', format('%s is not from %s to %s', n.field, n.least, n.most), n.field
    from docs d
    cross join lateral (values
      ('timeout', d.doc -> 'timeout', 0, 1e9), ('priority', d.doc -> 'priority', -1000, 1000),
      ('retry.max_attempts', d.doc -> 'retry' -> 'max_attempts', 1, 1000),
      ('retry.initial', d.doc -> 'retry' -> 'initial', 0, 1e6),
      ('retry.factor', d.doc -> 'retry' -> 'factor', 1, 10),
      ('retry.max', d.doc -> 'retry' -> 'max', 0, 1e6)) n (field, value, least, most)
    where jsonb_typeof(n.value) = 'number' and (n.value #>> '{}')::numeric not between n.least and n.most
    union all
    select d.nth, d.name, 'SG009', format('Not an SQL/JSON path: %s', x.path), x.field
    from docs d
    cross join lateral (
      select 'when' as field, d.doc ->> 'when' as path
      union all
      select 'params', r #>> '{}' from jsonb_path_query(d.doc -> 'params', 'strict $.**."$ref"', '{}', true) r
    ) x
    where x.path is not null and not chain.is_path(x.path)
  ) p
  order by p.nth;
end
$$;

comment on function chain.find_step_problems(jsonb) is
  'Private: the faults of each step of a definition by itself.';
