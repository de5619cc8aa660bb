-- Fails a chain in memory: what waits will not go on. Its failure says why.

create or replace function chain.fail(p_work chain.work)
  returns chain.work
  language plpgsql
  immutable
as $$
declare
  v_work chain.work := p_work;
begin
  v_work.events := chain.note(v_work.events, 'chain.failed', null, (p_work.chain).failure);
  v_work.chain.waiting_on := case (p_work.chain).on_failure when 'hold' then 'operator' end;
  v_work.chain.due_at := case (p_work.chain).on_failure when 'hold' then (p_work.chain).deadline end;
  return v_work;
end
$$;

comment on function chain.fail(chain.work) is 'Private: fails a chain in memory.';
