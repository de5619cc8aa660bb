-- A step before it runs, with its parameters resolved; or what becomes of it instead: it is skipped (outcome
-- skipped), or its condition or a reference cannot be answered (refused).

create or replace function chain.prepare_step(
  p_step chain.steps,
  p_context jsonb,
  out step chain.steps,
  out effect chain.effect
)
  language plpgsql
  stable
as $$
declare
  v_holds boolean;
  v_resolved record;
begin
  step := p_step;
  if p_step.condition is not null then
    v_holds := jsonb_path_match(p_context, p_step.condition::jsonpath, '{}', true);
    if v_holds is null then
      effect := chain.refusal('SG021', format('Its condition is neither true nor false: %s', p_step.condition));
      return;
    elsif not v_holds then
      effect.outcome := 'skipped';
      return;
    end if;
  end if;
  select r.* into v_resolved from chain.resolve(p_step.params, p_context, '$') r;
  if v_resolved.missing is not null then
    effect := chain.refusal('SG020', format('There is nothing at %s', v_resolved.missing));
  end if;
  step.params := v_resolved.value;
end
$$;

comment on function chain.prepare_step(chain.steps, jsonb) is
  'Private: a step with its references resolved, or what becomes of it instead.';
