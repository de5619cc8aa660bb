-- What a step would do, by its kind; nothing is judged yet but the status of the accounts that it names.
-- p_step has its parameters resolved, p_accounts are all that the chain knows.

create or replace function chain.ask_step(
  p_step chain.steps,
  p_accounts chain.account[],
  p_liens ledger.liens[],
  p_signals chain.signals[],
  p_at timestamptz,
  p_chain chain.chains default null,
  p_is_undoing boolean default false
)
  returns chain.effect
  language plpgsql
as $$
declare
  v_kind record;
  v_signals chain.signals[] := array[]::chain.signals[];
  v_effects chain.effect[];
  v_effect chain.effect;
begin
  select k.run_schema, k.run_function, c.id as closed_id, c.code
  into strict v_kind
  from chain.step_kinds k
  left join lateral (
    select a.id, case
      when a.purpose = 'intercompany' then 'LG015'
      when a.status = 'frozen' then 'LG012'
      else 'LG013' end as code
    from unnest(p_accounts) a
    where a.id = any (p_step.accounts) and (a.purpose = 'intercompany' or a.status <> 'open')
    order by a.id
    limit 1
  ) c on true
  where k.kind = p_step.kind;
  if v_kind.closed_id is not null then
    return chain.refusal(
      v_kind.code, ledger.describe_fault(v_kind.code, 'account_id', to_jsonb(v_kind.closed_id)));
  end if;
  if p_signals <> '{}' then
    v_signals := array(
      select s from unnest(p_signals) s where s.run = p_step.run and s.is_undoing = p_is_undoing);
  end if;
  -- As an expression: a function in FROM is planned twice as long.
  execute format('select array[%I.%I($1)]', v_kind.run_schema, v_kind.run_function)
  into v_effects
  using row(p_step, p_step.params, p_accounts, p_liens, v_signals, p_at, p_chain.epoch, p_chain.priority,
    p_is_undoing)::chain.call;
  v_effect := v_effects[1];
  if v_effect.outcome = 'waiting' and v_effect.due_at is null and p_step.due_at <= p_at then
    return chain.refusal('SG024', format('It waited for too long: %s', v_effect.waiting_on));
  end if;
  return v_effect;
end
$$;

comment on function chain.ask_step(chain.steps, chain.account[], ledger.liens[], chain.signals[],
  timestamptz, chain.chains, boolean) is
  'Private: what a step would do.';
