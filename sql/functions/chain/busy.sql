create or replace function chain.busy()
  returns chain.effect
  language sql
  immutable
as $$
  select row('busy', null, null, null, null, null, null, null, null, null, null)::chain.effect
$$;

comment on function chain.busy() is
  'The effect of a step that needs what is locked and must not be waited for: it is asked again.';
