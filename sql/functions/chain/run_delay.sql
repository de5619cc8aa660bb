-- Kind delay: {"seconds"} from when it is its turn, or {"until"}. Output: {}.

create or replace function chain.run_delay(p_call chain.call)
  returns chain.effect
  language plpgsql
  stable
as $$
declare
  v_seconds numeric := (p_call.params ->> 'seconds')::numeric;
  v_until timestamptz := coalesce((p_call.step).due_at, ledger.read_time(p_call.params -> 'until'));
begin
  if v_until is null and v_seconds between 0 and 1e9 then
    v_until := p_call.called_at + make_interval(secs => v_seconds::double precision);
  end if;
  if v_until is null or not isfinite(v_until) then
    return chain.refusal('SG022', 'A delay has seconds, from 0 to 1000000000, or until, a time');
  elsif v_until <= p_call.called_at then
    return chain.done();
  end if;
  return chain.wait_for('time', v_until);
end
$$;

comment on function chain.run_delay(chain.call) is 'Kind delay: waits for a time.';
