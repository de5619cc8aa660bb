-- A step whose condition or parameters look at earlier steps, with its parameters resolved and the accounts
-- that are known only now locked; or what becomes of it instead: it is skipped, refused, or busy, where one
-- of those accounts is locked by somebody.

create or replace function chain.prepare_step(
  p_work chain.work,
  p_nth integer,
  out step chain.steps,
  out effect chain.effect,
  out more_accounts chain.account[],
  out locked_at timestamptz
)
  language plpgsql
as $$
declare
  v_context jsonb := chain.context_of(p_work.chain, p_work.steps);
  v_holds boolean;
  v_missing text;
begin
  step := p_work.steps[p_nth];
  locked_at := p_work.locked_at;
  if step.condition is not null then
    v_holds := jsonb_path_match(v_context, step.condition::jsonpath, '{}', true);
    if v_holds is null then
      effect := chain.refusal('SG021', format('Its condition is neither true nor false: %s', step.condition));
    elsif not v_holds then
      effect.outcome := 'skipped';
    end if;
  end if;
  if effect.outcome is null then
    select r.value, r.missing into step.params, v_missing from chain.resolve(step.params, v_context, '$') r;
    effect := chain.refuse_values(p_work.chain, step, v_missing);
    if effect.outcome is null then
      step.accounts := array(select a.account_id from unnest(chain.accounts_of(array[step])) a);
      select m.accounts, coalesce(m.locked_at, p_work.locked_at) into more_accounts, locked_at
      from chain.lock_more(p_work, step.accounts) m;
      effect.outcome := case when more_accounts is null then 'busy' end;
    end if;
  end if;
end
$$;

comment on function chain.prepare_step(chain.work, integer) is
  'Private: a step with what earlier steps answered in it, or what becomes of it instead.';
