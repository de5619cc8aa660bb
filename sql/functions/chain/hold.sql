-- A failed chain that is held: it waits for what is undone of it, or for an operator, and for its deadline.

create or replace function chain.hold(p_work chain.work)
  returns chain.work
  language plpgsql
  immutable
as $$
declare
  v_work chain.work := chain.wait_for_undoing(p_work);
begin
  v_work.chain.due_at := least((v_work.chain).due_at, (v_work.chain).deadline);
  v_work.chain.waiting_on := coalesce((v_work.chain).waiting_on, 'operator');
  return v_work;
end
$$;

comment on function chain.hold(chain.work) is
  'Private: when a chain that is held is to be looked at again, and what it waits for.';
