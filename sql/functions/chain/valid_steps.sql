-- The steps of a body, in order, or all that is wrong with them, raised: the first fault's code, and all as
-- JSON in DETAIL.

create or replace function chain.valid_steps(p_company_id uuid, p_body jsonb, p_input jsonb, p_companies uuid[])
  returns chain.steps[]
  language plpgsql
as $$
declare
  v_problems chain.problem[] := array(select p from chain.find_faults(p_company_id, p_body, p_input, p_companies) p);
begin
  if v_problems <> '{}' then
    raise exception using
      errcode = (v_problems[1]).code,
      message = format('Validation error: %s%s', (v_problems[1]).step || ': ', (v_problems[1]).detail),
      detail = chain.faults_as_json(v_problems)::text;
  end if;
  return chain.read_steps(p_body, p_input);
end
$$;

comment on function chain.valid_steps(uuid, jsonb, jsonb, uuid[]) is
  'Private: the steps of a chain''s body; raises what is wrong with them.';
