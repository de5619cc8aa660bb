create or replace function access.has_scope(p_scopes text[], p_scope text)
  returns boolean
  language sql
  immutable
  parallel safe
as $$
  select coalesce(p_scope = any (p_scopes) or 'admin' = any (p_scopes) and p_scope is not null, false)
$$;

comment on function access.has_scope(text[], text) is
  'Private: whether scopes allow what takes one of them; admin allows all.';
