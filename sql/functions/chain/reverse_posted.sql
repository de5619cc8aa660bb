-- Reverses in memory what steps posted at once and still stands, the last first.

create or replace function chain.reverse_posted(p_work chain.work, p_step_nos integer[])
  returns chain.work
  language plpgsql
as $$
declare
  v_work chain.work := p_work;
  v_step chain.steps;
begin
  foreach v_step in array array(
    select s from unnest(p_work.steps) s
    where s.step_no = any (p_step_nos) and chain.stands(s)
    order by s.done_seq desc)
  loop
    v_work := chain.reverse_transaction(v_work, v_step.transaction_id, v_step.name);
  end loop;
  return v_work;
end
$$;

comment on function chain.reverse_posted(chain.work, integer[]) is
  'Private: reverses in memory what steps posted at once.';
