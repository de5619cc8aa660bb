-- Whether the liens of a definition, which are its first steps, are placed. (In a loop: an array is asked
-- without a statement.)

create or replace function chain.liens_are_placed(p_steps chain.steps[])
  returns boolean
  language plpgsql
  immutable
as $$
declare
  v_step chain.steps;
begin
  foreach v_step in array p_steps loop
    exit when v_step.wave > 0;
    if not chain.is_over(v_step.state) then
      return false;
    end if;
  end loop;
  return true;
end
$$;

comment on function chain.liens_are_placed(chain.steps[]) is
  'Private: whether the liens of a chain''s definition are placed.';
