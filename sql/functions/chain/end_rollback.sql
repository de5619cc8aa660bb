-- Ends a rollback in memory where all is undone; otherwise says what it waits for.

create or replace function chain.end_rollback(p_work chain.work)
  returns chain.work
  language plpgsql
  immutable
as $$
declare
  v_work chain.work := chain.wait_for_undoing(p_work);
begin
  if (v_work.chain).waiting_on is null then
    v_work.events := chain.note(v_work.events, 'chain.rolled_back');
  end if;
  return v_work;
end
$$;

comment on function chain.end_rollback(chain.work) is
  'Private: ends a rollback in memory where all is undone.';
