-- The steps of a body, in order, or all that is wrong with them, raised.

create or replace function chain.valid_steps(
  p_company_id uuid,
  p_body jsonb,
  p_input jsonb,
  p_companies uuid[]
)
  returns chain.steps[]
  language plpgsql
  stable
as $$
declare
  v_checked record := chain.check_chain(p_company_id, p_body, p_input, p_companies);
begin
  if v_checked.problems <> '{}' then
    perform chain.raise_faults(v_checked.problems);
  end if;
  return v_checked.steps;
end
$$;

comment on function chain.valid_steps(uuid, jsonb, jsonb, uuid[]) is
  'Private: the steps of a chain''s body; raises what is wrong with them.';
