create or replace function chain.find_body_problems(p_body jsonb)
  returns setof chain.problem
  language plpgsql
  stable
as $$
begin
  return query
  select null, p.code, p.detail, p.field
  from (
    select 'SG010' as code, 'A chain has 1 to 1000 steps' as detail, 'steps' as field
    where (select count(*) from chain.step_docs(p_body)) not between 1 and 1000
    union all
    select 'LG001', format('%s is %s', f.name, array_to_string(f.allowed, ' or ')), f.name
    from (values
      ('settlement', array['net', 'gross']), ('on_failure', array['rollback', 'hold'])) f (name, allowed)
    where p_body ->> f.name <> all (f.allowed)
    union all
    select 'LG001', 'deadline is a time with its zone', 'deadline'
    where p_body ->> 'deadline' is not null and ledger.read_time(p_body -> 'deadline') is null
    union all
    select 'LN007', 'deadline is not in the future', 'deadline'
    where ledger.read_time(p_body -> 'deadline') <= audit.clock()
    union all
    select 'LG001', 'priority is a whole number', 'priority'
    where (p_body ->> 'priority')::numeric not between -1000 and 1000
      or (p_body ->> 'priority')::numeric % 1 <> 0
  ) p;
end
$$;

comment on function chain.find_body_problems(jsonb) is
  'Private: the faults of a chain''s body beside its steps.';
