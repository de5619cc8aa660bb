create or replace function chain.is_undoing(p_kind text)
  returns boolean
  language plpgsql
  stable
as $$
begin
  return exists (
    select from chain.step_kinds k
    where k.kind = p_kind and k.effects[1] = 'none' and 'compensatable' = any (k.effects));
end
$$;

comment on function chain.is_undoing(text) is
  'Private: whether steps of a kind can undo what others did out there.';
