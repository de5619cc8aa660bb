create or replace function chain.wait_for(p_what text, p_until timestamptz default null)
  returns chain.effect
  language sql
  immutable
as $$
  select row('waiting', null, null, null, null, null, null, null, p_until, p_what, null)::chain.effect
$$;

comment on function chain.wait_for(text, timestamptz) is
  'The effect of a step that waits; p_until says when it is to be looked at again.';
