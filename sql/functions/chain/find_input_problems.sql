-- Parameters whose values came by reference to the input, and that their kind does not take; those of steps
-- that a condition may skip are looked at when they run.

create or replace function chain.find_input_problems(p_steps chain.steps[])
  returns chain.problem[]
  language plpgsql
  stable
as $$
begin
  return array(
    select row(
      s.name, f.code, ledger.describe_fault(f.code, x.place || f.field, null),
      x.place || f.field)::chain.problem
    from unnest(p_steps) s
    cross join lateral (values
      ('params.', s.kind, s.params),
      ('compensation.params.', s.compensation ->> 'kind', coalesce(s.compensation -> 'params', '{}'))
      ) x (place, kind, value)
    join chain.step_kinds k on k.kind = x.kind
    cross join lateral ledger.find_form_faults(x.value, k.params) f
    where s.condition is null and x.value -> f.field -> '$ref' is null
    order by s.step_no);
end
$$;

comment on function chain.find_input_problems(chain.steps[]) is
  'Private: the faults of values that an input gave to steps.';
