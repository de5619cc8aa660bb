-- A step that was refused: it is tried again where it has attempts left; else it has failed, or waits for an
-- operator where the chain can only go forward.

create or replace function chain.after_refusal(
  p_step chain.steps,
  p_effect chain.effect,
  p_is_past_pivot boolean,
  p_at timestamptz
)
  returns chain.steps
  language plpgsql
as $$
declare
  v_step chain.steps := p_step;
begin
  v_step.attempt := p_step.attempt + 1;
  v_step.code := p_effect.code;
  v_step.detail := p_effect.detail;
  if p_step.state in ('PENDING', 'READY')
    and chain.may_retry(p_step.retry, v_step.attempt, p_effect.code)
  then
    v_step.state := 'READY';
    v_step.waiting_on := 'retry';
    v_step.due_at := p_at + chain.backoff_of(p_step.retry, v_step.attempt);
  elsif p_is_past_pivot then
    v_step.state := 'WAITING';
    v_step.waiting_on := 'operator';
    v_step.due_at := null;
  else
    v_step.state := 'FAILED';
    v_step.waiting_on := null;
    v_step.due_at := null;
  end if;
  return v_step;
end
$$;

comment on function chain.after_refusal(chain.steps, chain.effect, boolean, timestamptz) is
  'Private: a step that was refused, to be tried again or failed.';
