-- Steps done outside, or undone there, by a handler that there is not for this company.

create or replace function chain.find_handler_problems(p_company_id uuid, p_steps chain.steps[])
  returns chain.problem[]
  language plpgsql
  stable
as $$
begin
  return array(
    select row(s.name, 'SG070', format('Handler not found: %s', x.handler), x.field)::chain.problem
    from unnest(p_steps) s
    cross join lateral (values
      (s.kind, s.params -> 'handler', 'params.handler'),
      (s.compensation ->> 'kind', s.compensation -> 'params' -> 'handler', 'compensation.params.handler')
      ) v (kind, name, field)
    cross join lateral (select v.name #>> '{}' as handler, v.field) x
    where v.kind = 'external' and jsonb_typeof(v.name) = 'string'
      and not exists (
        select from chain.handlers h
        where h.handler = x.handler and (h.company_id is null or h.company_id = p_company_id)));
end
$$;

comment on function chain.find_handler_problems(uuid, chain.steps[]) is
  'Private: the faults of the handlers that steps name.';
