create or replace function chain.raise_faults(p_problems chain.problem[])
  returns void
  language plpgsql
  immutable
as $$
begin
  if cardinality(p_problems) > 0 then
    raise exception using
      errcode = (p_problems[1]).code,
      message = format('Validation error: %s%s', (p_problems[1]).step || ': ', (p_problems[1]).detail),
      detail = chain.faults_as_json(p_problems)::text;
  end if;
end
$$;

comment on function chain.raise_faults(chain.problem[]) is
  'Private: refuses a chain by the faults that were found in it: the first one''s code, all in DETAIL.';
