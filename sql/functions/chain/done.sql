create or replace function chain.done(
  p_output jsonb default null,
  p_lines ledger.line[] default null,
  p_holds chain.hold[] default null,
  p_is_immediate boolean default false,
  p_is_guarded boolean default true
)
  returns chain.effect
  language sql
  immutable
as $$
  select row(
    'done', null, null, p_output, p_lines, p_is_immediate, p_is_guarded, p_holds, null, null,
    null)::chain.effect
$$;

comment on function chain.done(jsonb, ledger.line[], chain.hold[], boolean, boolean) is
  'The effect of a step that is done.';
