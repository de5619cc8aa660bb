create or replace function chain.told_state(p_type text)
  returns text
  language sql
  immutable
as $$
  select case when p_type like 'chain.%' and p_type <> 'chain.created'
    then upper(substr(p_type, 7) collate "C") end
$$;

comment on function chain.told_state(text) is
  'The state that a chain came to, as an event''s type tells; null where it tells of something else.';
