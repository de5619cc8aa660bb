create or replace function chain.reserve(p_account chain.account)
  returns numeric
  language sql
  immutable
  parallel safe
as $$
  select greatest(0, p_account.deferred_out - p_account.liened - p_account.deferred_in)
$$;

comment on function chain.reserve(chain.account) is
  'R: what of an account''s own funds a chain''s position needs.';
