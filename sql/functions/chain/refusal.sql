create or replace function chain.refusal(p_code text, p_detail text)
  returns chain.effect
  language sql
  immutable
as $$
  select row('refused', p_code, p_detail, null, null, null, null, null, null, null, null)::chain.effect
$$;

comment on function chain.refusal(text, text) is 'The effect of a step that is refused.';
