create or replace function chain.find_body_problems(p_body jsonb, p_docs jsonb[])
  returns chain.problem[]
  language plpgsql
  stable
as $$
declare
  v_deadline timestamptz := ledger.read_time(p_body -> 'deadline');
  v_priority numeric := (p_body ->> 'priority')::numeric;
begin
  return array_remove(array[
    case when cardinality(p_docs) not between 1 and 1000
      then row(null, 'SG010', 'A chain has 1 to 1000 steps', 'steps')::chain.problem end,
    case when p_body ->> 'settlement' not in ('net', 'gross')
      then row(null, 'LG001', 'settlement is net or gross', 'settlement')::chain.problem end,
    case when p_body ->> 'on_failure' not in ('rollback', 'hold')
      then row(null, 'LG001', 'on_failure is rollback or hold', 'on_failure')::chain.problem end,
    case when p_body ->> 'deadline' is not null and v_deadline is null
      then row(null, 'LG001', 'deadline is a time with its zone', 'deadline')::chain.problem end,
    case when v_deadline <= audit.clock()
      then row(null, 'LN007', 'deadline is not in the future', 'deadline')::chain.problem end,
    case when p_body -> 'input' @? 'strict $.**."$ref"'
      then row(null, 'SG012', 'The input has a reference in it', 'input')::chain.problem end,
    case when v_priority not between -1000 and 1000 or v_priority % 1 <> 0
      then row(null, 'LG001', 'priority is a whole number from -1000 to 1000', 'priority')::chain.problem end
  ], null);
end
$$;

comment on function chain.find_body_problems(jsonb, jsonb[]) is
  'Private: the faults of a chain''s body beside its steps.';
