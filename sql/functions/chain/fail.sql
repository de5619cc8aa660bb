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
  return case (p_work.chain).on_failure when 'hold' then chain.hold(v_work) else v_work end;
end
$$;

comment on function chain.fail(chain.work) is 'Private: fails a chain in memory.';
