-- A step before it runs, with its parameters resolved; or what becomes of it instead: it is skipped (outcome
-- skipped), or its condition or a reference cannot be answered (refused).

create or replace function chain.prepare_step(
  p_work chain.work,
  p_nth integer,
  out step chain.steps,
  out effect chain.effect
)
  language plpgsql
  stable
as $$
declare
  v_context jsonb;
  v_holds boolean;
  v_resolved record;
begin
  step := p_work.steps[p_nth];
  if step.condition is null and strpos(step.params::text, '"$ref"') = 0 then
    return;
  end if;
  v_context := chain.context_of(p_work.chain, p_work.steps);
  if step.condition is not null then
    v_holds := jsonb_path_match(v_context, step.condition::jsonpath, '{}', true);
    if v_holds is null then
      effect := chain.refusal('SG021', format('Its condition is neither true nor false: %s', step.condition));
      return;
    elsif not v_holds then
      effect.outcome := 'skipped';
      return;
    end if;
  end if;
  if strpos(step.params::text, '"$ref"') > 0 then
    select r.* into v_resolved from chain.resolve(step.params, v_context, '$') r;
    if v_resolved.missing is not null then
      effect := chain.refusal('SG020', format('There is nothing at %s', v_resolved.missing));
    end if;
    step.params := v_resolved.value;
    step.accounts := array(select a.account_id from chain.accounts_of(array[step]) a);
  end if;
end
$$;

comment on function chain.prepare_step(chain.work, integer) is
  'Private: a step with its references resolved, or what becomes of it instead.';
