-- Reverses in memory what steps posted at once, the last first.

create or replace function chain.reverse_posted(p_work chain.work, p_step_nos integer[])
  returns chain.work
  language plpgsql
as $$
declare
  v_work chain.work := p_work;
  v_step chain.steps;
  v_reversal record;
  v_offset integer;
begin
  for v_step in
    select s.* from unnest(p_work.steps) s
    where s.step_no = any (p_step_nos) and s.transaction_id is not null
    order by s.done_seq desc
  loop
    select r.* into v_reversal
    from ledger.reverse_entries(
      v_step.company_id, v_step.transaction_id, ledger.new_id(), p_work.actor, (p_work.chain).request_id) r;
    v_offset := coalesce(cardinality(v_work.entries), 0);
    for i in 1 .. cardinality(v_reversal.lines) loop
      v_reversal.lines[i].entry_index := (v_reversal.lines[i]).entry_index + v_offset;
    end loop;
    v_work.entries := v_work.entries || v_reversal.entries;
    v_work.lines := v_work.lines || v_reversal.lines;
  end loop;
  return v_work;
end
$$;

comment on function chain.reverse_posted(chain.work, integer[]) is
  'Private: reverses in memory what steps posted at once.';
