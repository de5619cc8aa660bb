-- The effect of a step: what it declares; what says how it is undone is compensatable; else the first of
-- those that its kind may have.

create or replace function chain.effect_of(p_doc jsonb, p_effects text[])
  returns text
  language sql
  immutable
as $$
  select coalesce(
    p_doc ->> 'effect',
    case when p_doc ->> 'compensation' is not null then 'compensatable' end,
    p_effects[1])
$$;

comment on function chain.effect_of(jsonb, text[]) is
  'Private: the effect of a step, by its definition and those that its kind may have.';
