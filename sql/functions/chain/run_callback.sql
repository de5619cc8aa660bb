-- Kind callback: {"signal"?}, else the step's own name. Waits until the chain is told that signal, early or
-- late; the signal's payload is its output.

create or replace function chain.run_callback(p_call chain.call)
  returns chain.effect
  language plpgsql
  immutable
as $$
declare
  v_name text := coalesce(p_call.params ->> 'signal', (p_call.step).name);
  v_signal chain.signals;
begin
  select s.* into v_signal from unnest(p_call.signals) s where s.name = v_name and s.kind = 'signal';
  if v_signal.name is null then
    return chain.wait_for('signal:' || v_name);
  end if;
  return chain.done(v_signal.payload);
end
$$;

comment on function chain.run_callback(chain.call) is 'Kind callback: waits for a signal.';
