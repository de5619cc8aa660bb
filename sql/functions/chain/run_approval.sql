-- Kind approval: {"count"?: 1}. Waits until that many principals have approved the step, and none of them is
-- who asked for the chain; one rejection refuses it. Output: {"approved_by": [principal…]}.

create or replace function chain.run_approval(p_call chain.call)
  returns chain.effect
  language plpgsql
  stable
as $$
declare
  v_name text := (p_call.step).name;
  v_count numeric := coalesce((p_call.params ->> 'count')::numeric, 1);
  v_approved uuid[] := array(
    select s.principal_id from unnest(p_call.signals) s
    where s.name = v_name and s.kind = 'approval' order by s.received_at);
begin
  if v_count not between 1 and 100 or v_count % 1 <> 0 then
    return chain.refusal('SG022', 'count is a whole number from 1 to 100');
  elsif exists (select from unnest(p_call.signals) s where s.name = v_name and s.kind = 'rejection') then
    return chain.refusal('SG025', 'It was rejected');
  elsif cardinality(v_approved) < v_count then
    return chain.wait_for('approval');
  end if;
  return chain.done(jsonb_build_object('approved_by', to_jsonb(v_approved)));
end
$$;

comment on function chain.run_approval(chain.call) is 'Kind approval: waits for people.';
