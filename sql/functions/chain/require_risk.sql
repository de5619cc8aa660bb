-- Assesses what is done to a chain by no step that could be refused or wait. Raises SG050, SG051 (a risk rule
-- denies it, or would have it reviewed): nothing of it stays, nor what the rules said. Writes:
-- risk_assessments.

create or replace function chain.require_risk(
  p_work chain.work,
  p_effect chain.effect,
  p_after chain.account[]
)
  returns void
  language plpgsql
as $$
declare
  v_assessed chain.effect;
begin
  if not chain.is_assessed(p_after) then
    return;
  end if;
  v_assessed := chain.assess_risk(p_work, null, p_effect, p_after);
  if v_assessed.outcome = 'refused' then
    raise exception using errcode = v_assessed.code, message = v_assessed.detail;
  elsif v_assessed.outcome = 'waiting' then
    raise exception using
      errcode = 'SG051',
      message = 'A risk rule holds it for review, and only a step can wait for that';
  end if;
end
$$;

comment on function chain.require_risk(chain.work, chain.effect, chain.account[]) is
  'Private: raises where a risk rule does not let pass what no step does.';
