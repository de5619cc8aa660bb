-- What is wrong with the numbers of a step and with its paths.

create or replace function chain.find_value_problems(p_name text, p_doc jsonb)
  returns chain.problem[]
  language plpgsql
  stable
as $$
declare
  v_problems chain.problem[] := array[]::chain.problem[];
begin
  if p_doc ?| '{timeout,priority,retry}' then
    v_problems := array(
      select row(
        p_name, 'SG022', format('%s is not from %s to %s', n.field, n.least, n.most), n.field)::chain.problem
      from (values
        ('timeout', p_doc -> 'timeout', 0, 1e9), ('priority', p_doc -> 'priority', -1000, 1000),
        ('retry.max_attempts', p_doc -> 'retry' -> 'max_attempts', 1, 1000),
        ('retry.initial', p_doc -> 'retry' -> 'initial', 0, 1e6),
        ('retry.factor', p_doc -> 'retry' -> 'factor', 1, 10),
        ('retry.max', p_doc -> 'retry' -> 'max', 0, 1e6)) n (field, value, least, most)
      where jsonb_typeof(n.value) = 'number' and (n.value #>> '{}')::numeric not between n.least and n.most);
  end if;
  if p_doc ->> 'when' is not null or strpos(p_doc ->> 'params', '"$ref"') > 0 then
    v_problems := v_problems || array(
      select row(p_name, 'SG009', format('Not an SQL/JSON path: %s', x.path), x.field)::chain.problem
      from (
        select 'when' as field, p_doc ->> 'when' as path
        union all
        select 'params', r #>> '{}'
        from jsonb_path_query(p_doc -> 'params', 'strict $.**."$ref"', '{}', true) r
      ) x
      where x.path is not null and not chain.is_path(x.path));
  end if;
  return v_problems;
end
$$;

comment on function chain.find_value_problems(text, jsonb) is
  'Private: the faults of the numbers and the paths of a step.';
