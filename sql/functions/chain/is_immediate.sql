create or replace function chain.is_immediate(p_params jsonb)
  returns boolean
  language sql
  immutable
as $$
  select coalesce(p_params ->> 'timing' = 'immediate', false)
$$;

comment on function chain.is_immediate(jsonb) is 'Whether a step''s money moves at once.';
