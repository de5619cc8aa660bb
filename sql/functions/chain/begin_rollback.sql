-- Turns a chain to its undoing in memory: it fails if it has not, its epoch rises, which goes out with each
-- call, and what was not done will not be.

create or replace function chain.begin_rollback(p_work chain.work)
  returns chain.work
  language plpgsql
  stable
as $$
declare
  v_work chain.work := p_work;
begin
  v_work.chain.due_at := null;
  if (p_work.chain).state = 'ROLLING_BACK' then
    return v_work;
  elsif (p_work.chain).state <> 'FAILED' then
    v_work.events := chain.note(v_work.events, 'chain.failed', null, (v_work.chain).failure);
  end if;
  v_work.chain.epoch := (v_work.chain).epoch + 1;
  v_work.events := chain.note(
    v_work.events, 'chain.rolling_back', null, jsonb_build_object('epoch', (v_work.chain).epoch));
  return chain.drop_steps(v_work, array(select x.step_no from unnest(v_work.steps) x));
end
$$;

comment on function chain.begin_rollback(chain.work) is 'Private: turns a chain to its undoing in memory.';
