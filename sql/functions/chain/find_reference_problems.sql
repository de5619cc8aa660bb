-- References to an input that was not given; but of steps that a condition may skip.

create or replace function chain.find_reference_problems(p_docs jsonb[], p_input jsonb)
  returns chain.problem[]
  language plpgsql
  stable
as $$
begin
  return array(
    select row(
      d.doc ->> 'name', 'SG012', format('The input has nothing at %s', r.missing), 'params')::chain.problem
    from unnest(p_docs) d (doc)
    cross join lateral chain.resolve(d.doc -> 'params', jsonb_build_object('input', p_input), '$.input') r
    where r.missing is not null and coalesce(jsonb_typeof(d.doc -> 'when'), 'null') = 'null');
end
$$;

comment on function chain.find_reference_problems(jsonb[], jsonb) is
  'Private: references of a definition to what the input does not have.';
